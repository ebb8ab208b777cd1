import type { Fact } from '@bellwether/projections';
import { describe, expect, test } from 'vitest';
import { Invariant } from '../result.ts';
import { LedgerAudit } from './ledger-audit.ts';

// A call on X of ten shares at 90, and a future of ten units; prices in 1/10 000 USD. Alice holds three calls and Bob has one.

interface Terms {
  readonly type: Fact['type'];
  readonly data: Record<string, unknown>;
}
const fact = (type: Fact['type'], data: Record<string, unknown>): Terms => ({ type, data });
const listed = fact('InstrumentListed', {
  instrumentId: 'C',
  multiplier: 10,
  option: { right: 'CALL', strike: 900_000n },
});
const future = fact('InstrumentListed', { instrumentId: 'F', multiplier: 10, future: {} });
const held = (accountId: string, quantity: bigint) =>
  fact('SharesAllocated', { accountId, instrumentId: 'C', quantity });
const named = { instrumentId: 'C', expirationId: 'e1', kind: 'EXPIRATION', attempt: 1 };
const due = (more: object = {}) =>
  fact('ExpirationDue', { ...named, exercises: [], instructions: [], ...more });
const applied = (more: object = {}) =>
  fact('ExpirationApplied', {
    ...named,
    price: 1_000_000n,
    exercised: 3n,
    assigned: 0n,
    cash: 0n,
    positions: 2,
    ...more,
  });
const exercised = (more: object = {}) =>
  fact('OptionExercised', {
    ...named,
    tradeId: '0-1',
    right: 'CALL',
    contracts: 3n,
    underlyingId: 'X',
    price: 900_000n,
    quantity: 30n,
    principal: 27_000_000n,
    buyAccountId: 'alice',
    ...more,
  });
const expired = (accountId: string, quantityBefore: bigint, more: object = {}) =>
  fact('PositionExpired', {
    ...named,
    accountId,
    quantityBefore,
    quantity: 0n,
    exercised: 0n,
    cash: 0n,
    multiplier: 10,
    ...more,
  });
const bob = { accountId: 'bob', contracts: 0n };

/** The first violation of a ledger that is told some facts; none: everything comes out even. */
function broken(...facts: readonly Terms[]): string | undefined {
  const invariant = new Invariant('I3', 'a test');
  const ledger = new LedgerAudit(invariant);
  const opened = ['alice', 'bob'].map((accountId) =>
    fact('AccountOpened', { accountId, accountType: 'MARGIN' }),
  );
  for (const one of [listed, future, ...opened, ...facts]) ledger.add(one as unknown as Fact);
  ledger.conclude();
  return invariant.result.violations[0];
}
const last = [held('alice', 3n), held('bob', 1n), due({ instructions: [bob] })];

describe('an expiration is sound', () => {
  test('where those in the money exercise, and those who said otherwise do not', () => {
    expect(broken(...last, applied(), exercised(), expired('bob', 1n))).toBeUndefined();
  });

  test.each([
    ['that nobody has asked for', [held('alice', 3n), applied(), exercised()]],
    [
      'that exercises too little',
      [
        ...last,
        applied({ exercised: 2n, positions: 3 }),
        exercised({ contracts: 2n, quantity: 20n, principal: 18_000_000n }),
        expired('bob', 1n),
        expired('alice', 1n),
      ],
    ],
    [
      'that exercises for somebody who said no',
      [
        ...last,
        applied({ exercised: 4n }),
        exercised(),
        exercised({
          buyAccountId: 'bob',
          contracts: 1n,
          quantity: 10n,
          principal: 9_000_000n,
        }),
      ],
    ],
    [
      'at another strike',
      [
        ...last,
        applied(),
        exercised({ price: 910_000n, principal: 27_300_000n }),
        expired('bob', 1n),
      ],
    ],
    ['that leaves a position', [...last, applied({ positions: 1 }), exercised()]],
    [
      'whose sums are others',
      [...last, applied({ assigned: 1n }), exercised(), expired('bob', 1n)],
    ],
    [
      'that pays for what is worth nothing',
      [...last, applied({ cash: 1n }), exercised(), expired('bob', 1n, { cash: 1n })],
    ],
  ] as const)('not %s', (_, facts) => {
    expect(broken(...facts)).toBeDefined();
  });
});

describe('variation', () => {
  const bought = fact('OrderExecuted', {
    accountId: 'alice',
    instrumentId: 'F',
    side: 'BUY',
    quantity: 2n,
    price: 1_000_000n,
    principal: 0n,
    released: 0n,
  });
  const paid = (settlementPrice: bigint, amount: bigint) =>
    fact('VariationPaid', { accountId: 'alice', instrumentId: 'F', settlementPrice, amount });

  test('follows from the price of the trade, and then from the settlement before', () => {
    expect(broken(bought, paid(1_010_000n, 200_000n), paid(1_000_000n, -200_000n))).toBeUndefined();
    expect(broken(bought, paid(1_010_000n, 100_000n))).toBeDefined();
    expect(broken(bought, paid(1_010_000n, 200_000n), paid(1_010_000n, 200_000n))).toBeDefined();
  });
});
