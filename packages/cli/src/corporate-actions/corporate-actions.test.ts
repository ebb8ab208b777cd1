import { parseDate } from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import { CommandFailure } from '../command-line/exit.ts';
import { actionTermsOf } from './terms.ts';
import { actionsText, effectsText, type ActionRow, type EffectRow } from './texts.ts';

const ex = '2026-12-01';
const exDate = parseDate(ex);

describe('terms as they are typed', () => {
  test.each([
    [{ split: '7:1' }, { kind: 'FORWARD_SPLIT', newShares: 7, oldShares: 1 }],
    [
      { split: '1:10', roundUp: true },
      { kind: 'REVERSE_SPLIT', newShares: 1, oldShares: 10, fractions: 'ROUND_UP' },
    ],
    [{ stockDividend: '5' }, { kind: 'STOCK_DIVIDEND', newShares: 21, oldShares: 20 }],
    [{ stockDividend: '2.5' }, { kind: 'STOCK_DIVIDEND', newShares: 41, oldShares: 40 }],
    [
      {
        dividend: '0.47',
        pay: '2026-12-11',
        returnOfCapital: '0.1',
        special: true,
        afterSplit: true,
      },
      {
        kind: 'CASH_DIVIDEND',
        amount: 4_700n,
        payDate: parseDate('2026-12-11'),
        returnOfCapital: 1_000n,
        special: true,
        amountBasis: 'AFTER_SPLIT',
      },
    ],
    [{ symbol: 'META' }, { kind: 'SYMBOL_CHANGE', newSymbol: 'META' }],
    [
      { delisting: true, late: true },
      { kind: 'DELISTING', late: true },
    ],
  ])('%o', (typed, terms) => {
    expect(actionTermsOf({ ...typed, ex })).toEqual({ ...terms, exDate });
  });

  test('have to say what happens', () => {
    expect(() => actionTermsOf({ ex })).toThrow(CommandFailure);
  });
});

test('actions and their effects are a line each', () => {
  const split: ActionRow = {
    actionId: 'a1',
    instrumentId: 'ACME',
    kind: 'FORWARD_SPLIT',
    exDate: ex,
    payDate: null,
    newShares: 3,
    oldShares: 2,
    amount: null,
    newSymbol: null,
    version: 1,
    status: 'ANNOUNCED',
    code: 'INSTRUMENT_TRADING',
  };
  const dividend = {
    kind: 'CASH_DIVIDEND',
    newShares: null,
    amount: '4700',
    payDate: '2026-12-11',
  };
  const lines = actionsText([split, { ...split, ...dividend, status: 'PAID', code: null }]);
  expect(lines.split('\n').slice(1)).toEqual(
    [
      'a1      ACME        2026-12-01  forward split 3:2                   1        announced: INSTRUMENT_TRADING',
      'a1      ACME        2026-12-01  cash dividend 0.47, paid 2026-12-11  1        paid',
    ].map((line) => expect.stringMatching(line.replaceAll(/\s+/g, '\\s+'))),
  );
  const held: EffectRow = {
    accountId: 'alice',
    effect: 'POSITION',
    orderId: null,
    quantityBefore: '7',
    quantity: '10',
    limitPrice: null,
    stopPrice: null,
    cash: '333300',
    settled: true,
  };
  const order = { effect: 'ORDER_CHANGED', orderId: 'o1', limitPrice: '450000', cash: '0' };
  const sums = { positions: 1, orders: 1, issued: '3', cashInLieu: '333300', accrued: '0' };
  const told = effectsText([held, { ...held, ...order }], sums).split('\n');
  expect(told[1]).toMatch(/^alice\s+position\s+7\s+10\s+33\.33$/);
  expect(told[2]).toMatch(/^alice\s+changes order o1\s+7\s+10\s+45\.00$/);
  expect(told[3]).toBe(
    '1 positions, 1 orders; the issuer adds 3 shares, pays 33.33 for parts of shares and owes 0.00',
  );
});
