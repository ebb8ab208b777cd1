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
    [{ cashMerger: '54.2' }, { kind: 'CASH_MERGER', mergerCash: 542_000n }],
    [
      { merger: '1:2', into: 'BIG', withCash: '5' },
      {
        kind: 'STOCK_MERGER',
        newShares: 1,
        oldShares: 2,
        otherInstrumentId: 'BIG',
        mergerCash: 50_000n,
      },
    ],
    [
      { spinOff: '1:4', into: 'CHILD', costShare: '12.34', value: '3.1' },
      {
        kind: 'SPIN_OFF',
        newShares: 1,
        oldShares: 4,
        otherInstrumentId: 'CHILD',
        costBasisPoints: 1_234,
        childValue: 31_000n,
      },
    ],
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
    otherInstrumentId: null,
    mergerCash: null,
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
  const done = { status: 'EFFECTIVE', code: null };
  const merger = { kind: 'STOCK_MERGER', otherInstrumentId: 'BIG', mergerCash: '50000' };
  const lines = actionsText([
    split,
    { ...split, ...dividend, status: 'PAID', code: null },
    { ...split, ...merger, ...done },
    { ...split, ...done, kind: 'CASH_MERGER', newShares: null, mergerCash: '542000' },
  ]);
  expect(lines.split('\n').slice(1)).toEqual(
    [
      'a1      ACME        2026-12-01  forward split 3:2                   1        announced: INSTRUMENT_TRADING',
      'a1      ACME        2026-12-01  cash dividend 0.47, paid 2026-12-11  1        paid',
      'a1      ACME        2026-12-01  stock merger 3:2 BIG and 5.00 1 effective',
      'a1      ACME        2026-12-01  cash merger 54.20 1 effective',
    ].map((line) => expect.stringMatching(line.replaceAll(/\s+/g, '\\s+'))),
  );
  const held: EffectRow = {
    accountId: 'alice',
    instrumentId: 'ACME',
    effect: 'POSITION',
    orderId: null,
    quantityBefore: '7',
    quantity: '10',
    limitPrice: null,
    stopPrice: null,
    otherInstrumentId: null,
    received: '0',
    cashInLieu: '0',
    cash: '333300',
    settled: true,
  };
  const order = { effect: 'ORDER_CHANGED', orderId: 'o1', limitPrice: '450000', cash: '0' };
  const more = { accrued: '0', paid: '500000', otherIssued: '15' };
  const sums = { positions: 1, orders: 1, issued: '3', cashInLieu: '333300', ...more };
  const told = effectsText([held, { ...held, ...order }], sums).split('\n');
  expect(told[1]).toMatch(/^alice\s+position\s+7\s+10\s+33\.33$/);
  expect(told[2]).toMatch(/^alice\s+changes order o1\s+7\s+10\s+45\.00$/);
  expect(told[3]).toBe(
    '1 positions, 1 orders; the issuer adds 3 shares, pays 33.33 for parts of shares and owes 0.00',
  );
  const option = { ...held, instrumentId: 'ACME_C100', cash: '0' };
  expect(effectsText([held, option]).split('\n').slice(1)).toEqual([
    expect.stringMatching(/position in ACME\s/),
    expect.stringMatching(/position in ACME_C100\s/),
  ]);
  const exchange = { effect: 'EXCHANGE', otherInstrumentId: 'BIG', received: '15', cash: '500000' };
  const lot = { quantityBefore: '10', quantity: '0', cashInLieu: '1234' };
  const exchanged = effectsText([{ ...held, ...exchange, ...lot }], sums).split('\n');
  expect(exchanged.slice(1)).toEqual([
    expect.stringMatching(/^alice\s+exchange\s+10\s+0\s+50\.00$/),
    expect.stringMatching(/^alice\s+gets BIG\s+15\s+0\.1234$/),
    expect.stringMatching(/; 15 shares of another instrument and 50\.00 come for them$/),
  ]);
});
