import type { Fact } from '@bellwether/projections';
import { expect, test } from 'vitest';
import { Invariant } from '../result.ts';
import { LedgerAudit } from './ledger-audit.ts';

interface Terms {
  readonly type: Fact['type'];
  readonly data: Record<string, unknown>;
}
const X = { instrumentId: 'X', actionId: 'a1' };
const bobs = { ...X, accountId: 'bob' };
const fact = (type: Fact['type'], data: Record<string, unknown>): Terms => ({ type, data });

/** The first violation of a ledger where Bob has 35 shares and some facts follow; none: everything comes out even. */
function broken(facts: readonly Terms[]): string | undefined {
  const invariant = new Invariant('I3', 'a test');
  const ledger = new LedgerAudit(invariant);
  const shares = fact('SharesAllocated', { ...bobs, quantity: 35n });
  const contracts = fact('SharesAllocated', { ...bobs, instrumentId: 'C', quantity: 35n });
  for (const one of [shares, contracts, ...facts]) ledger.add(one as unknown as Fact);
  ledger.conclude();
  return invariant.result.violations[0];
}

const split = { kind: 'FORWARD_SPLIT', newShares: 3, oldShares: 2, previousClose: 12n };
const claims = { kind: 'CASH_DIVIDEND', amount: 2n };
const sums = { positions: 1, issued: 0n, cashInLieu: 0n, accrued: 0n };
const applied = (terms: object): Terms =>
  fact('CorporateActionApplied', { ...X, ...sums, ...terms });
const ratio = { newShares: 3, oldShares: 2 };
const adjusted = (more: object = {}): Terms =>
  fact('PositionAdjusted', {
    ...bobs,
    quantityBefore: 35n,
    quantity: 52n,
    ...ratio,
    cash: 6n,
    ...more,
  });
const accrued = (amount: bigint): Terms =>
  fact('DividendAccrued', { ...bobs, quantity: 35n, amount });
const paid = (amount: bigint): Terms => fact('DividendPaid', { ...bobs, amount });
// 35 × 3 / 2 = 52.5, half a share of 12.
const sound = applied({ ...split, issued: 17n, cashInLieu: 6n });
const dividend = applied({ ...claims, accrued: 70n });

const Y = { otherInstrumentId: 'Y' };
const merger = {
  kind: 'STOCK_MERGER',
  ...Y,
  ...ratio,
  mergerCash: 4n,
  otherClose: 12n,
  issued: -35n,
  cashInLieu: 6n,
  paid: 140n,
  otherIssued: 52n,
};
const exchanged = (more: object = {}): Terms =>
  fact('PositionExchanged', {
    ...bobs,
    ...Y,
    quantityBefore: 35n,
    quantity: 0n,
    cash: 140n,
    received: 52n,
    cashInLieu: 6n,
    ...more,
  });
const spunOff = { ...merger, kind: 'SPIN_OFF', mergerCash: undefined, issued: 0n, paid: 0n };
const buyout = { kind: 'CASH_MERGER', mergerCash: 4n, issued: -35n, paid: 140n };

const whole = { ...split, newShares: 2, oldShares: 1, issued: 35n };
const twice = { newShares: 2, oldShares: 1, quantity: 70n, cash: 0n };
const ofSeries = { instrumentId: 'C' };
const follows = (more: object = {}): Terms =>
  fact('OptionSeriesAdjusted', {
    actionId: 'a1',
    ...ofSeries,
    underlyingId: 'X',
    newShares: 2,
    oldShares: 1,
    positions: 1,
    issued: 35n,
    ...more,
  });

test.each<[string, readonly Terms[], string | undefined]>([
  ['nothing wrong with a split, half a share in cash', [sound, adjusted()], undefined],
  ['nor with a dividend', [dividend, accrued(70n), paid(70n)], undefined],
  [
    'shares from nowhere',
    [applied({ ...split, issued: 18n, cashInLieu: 6n }), adjusted({ quantity: 53n })],
    'action a1: bob had 35, and has 53 and 6 for it, not 52 and 6',
  ],
  [
    'an issuer who pays more than accounts get',
    [applied({ ...split, issued: 17n, cashInLieu: 7n }), adjusted()],
    'action a1: positions, shares, cash and claims are 1 17 6 0, it says 1 17 7 0',
  ],
  [
    'an account that is reached twice',
    [sound, adjusted(), adjusted()],
    'action a1 reached bob twice, or before it was in force',
  ],
  [
    'a claim that is too large',
    [applied({ ...claims, accrued: 71n }), accrued(71n)],
    'action a1: bob holds 35, and is due 71, not 70',
  ],
  [
    'a dividend paid twice',
    [dividend, accrued(70n), paid(70n), paid(70n)],
    'action a1: bob was paid 70 for a claim of undefined',
  ],
  [
    'nothing wrong with options that follow a split',
    [applied(whole), adjusted(twice), follows(), adjusted({ ...twice, ...ofSeries })],
    undefined,
  ],
  [
    'contracts that nobody has announced',
    [applied(whole), adjusted(twice), follows({ issued: 7n }), adjusted({ ...twice, ...ofSeries })],
    'action a1: C has 1 positions and 35 contracts more, it says 1 7',
  ],
  [
    'options that follow another ratio',
    [
      applied(whole),
      adjusted(twice),
      follows({ newShares: 3 }),
      adjusted({ ...twice, ...ofSeries }),
    ],
    'action a1: options C follow 3:1',
  ],
  ['nothing wrong with a merger', [applied(merger), exchanged()], undefined],
  [
    'nor with one for cash',
    [applied(buyout), exchanged({ otherInstrumentId: undefined, received: 0n, cashInLieu: 0n })],
    undefined,
  ],
  ['nor with a spin-off', [applied(spunOff), exchanged({ quantity: 35n, cash: 0n })], undefined],
  [
    'shares that stay after a merger',
    [applied({ ...merger, issued: 0n }), exchanged({ quantity: 35n })],
    'action a1: bob had, has, is paid, gets and is paid for a part 35 35 140 52 6, not 35 0 140 52 6',
  ],
  [
    'an acquirer that issues more than comes',
    [applied({ ...merger, otherIssued: 53n }), exchanged()],
    'action a1: cash for shares and shares of the other are 140 52, it says 140 53',
  ],
  [
    'shares of somebody else',
    [applied(merger), exchanged({ otherInstrumentId: 'Z' })],
    'action a1: bob had, has, is paid, gets and is paid for a part 35 0 140 52 6, not 35 0 140 52 6',
  ],
  ['one action twice', [sound, adjusted(), sound], 'action a1 was put in force twice'],
])('the audit finds %s (I3)', (_, facts, violation) => {
  expect(broken(facts)).toBe(violation);
});
