import { describe, expect, test } from 'vitest';
import { id, recorded, story } from '../../test/story.ts';
import { foldFacts, type Rows } from '../runtime/fold.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { commandOutcomesProjection } from './projection.ts';

const ID = id(7);

/** A fact of the command `ID`, in an event of its own. */
function of(stream: string, type: string, data: object, principal = 'p'): RecordedFact {
  const [any] = recorded(story);
  const fact = { type, data } as unknown as RecordedFact['fact'];
  return { ...(any as RecordedFact), stream, commandId: ID, principal, fact };
}

function rowsAfter(...facts: readonly RecordedFact[]): object {
  const rows: Rows = new Map();
  foldFacts(commandOutcomesProjection, facts, rows);
  return Object.fromEntries(rows);
}

const alices = of('account-alice', 'CashDeposited', { accountId: 'alice', amount: 1n }, 'ann');
const bobs = of('account-bob', 'CashDeposited', { accountId: 'bob', amount: 2n }, 'ben');

describe('what became of commands under one id', () => {
  test('given those of two accounts, each has its own row, of its own sender', () => {
    expect(rowsAfter(alices, bobs)).toMatchObject({
      [`account-alice/${ID}`]: { commandId: ID, principal: 'ann', accountId: 'alice', facts: 1 },
      [`account-bob/${ID}`]: { commandId: ID, principal: 'ben', accountId: 'bob', facts: 1 },
    });
  });

  test('given one of an account, one of an instrument and an order, each has its own fact', () => {
    const halted = of('instrument-X', 'InstrumentHalted', { instrumentId: 'X' });
    const terms = { orderId: ID, accountId: 'alice', instrumentId: 'X', code: 'NO_CASH' };
    const refused = of('trading-0', 'OrderRejected', terms);
    expect(rowsAfter(alices, halted, refused)).toMatchObject({
      [`account-alice/${ID}`]: { status: 'ACCEPTED', fact: 'CashDeposited' },
      [`instrument-X/${ID}`]: { status: 'ACCEPTED', fact: 'InstrumentHalted', accountId: null },
      [`trading-0/${ID}`]: { status: 'REJECTED', code: 'NO_CASH', stream: 'trading-0' },
    });
  });

  test('given several facts of one command, they are one row', () => {
    const key = `account-alice/${ID}`;
    expect(rowsAfter(alices, alices)).toEqual({ [key]: expect.objectContaining({ facts: 2 }) });
  });

  test('given what nobody asked for, there is no row', () => {
    expect(rowsAfter(of('trading-0', 'FundsAllocated', { accountId: 'a' }, 'system'))).toEqual({});
  });
});
