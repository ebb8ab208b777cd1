import type { Money, Quantity } from '../kernel/fixed-point.ts';
import { abs, max, min } from '../kernel/rounding.ts';
import type { OptionMarginRates } from '../rulebook/derivatives.ts';
import {
  nakedRequirement,
  spreadWidth,
  type OptionLeg,
  type OptionUnderlying,
} from './option-requirement.ts';

/** What short legs are recognised as, in the order in which they are looked for. */
export const STRATEGIES = [
  'COVERED_CALL',
  'COVERED_PUT',
  'DEBIT_SPREAD',
  'CREDIT_SPREAD',
  'IRON_CONDOR',
  'STRADDLE',
  'NAKED',
] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** One recognised strategy: so many contracts, and what all of them require (1/10 000 USD). */
export interface RecognisedStrategy {
  readonly strategy: Strategy;
  readonly contracts: Quantity;
  readonly legs: readonly OptionLeg[];
  readonly requirement: Money;
}

/** A leg with what of it is not part of a strategy yet. */
interface OpenLeg {
  readonly leg: OptionLeg;
  left: Quantity;
}

interface Group {
  readonly rates: OptionMarginRates;
  readonly underlying: OptionUnderlying;
  readonly shorts: readonly OpenLeg[];
  readonly longs: readonly OpenLeg[];
}

/**
 * Pairs short options with stock and long options in a fixed greedy order: covered by stock, verticals (smallest width
 * first; two sides of a condor count once), straddles and strangles, and what is left is naked. The order makes the
 * answer the same everywhere; another pairing may need less.
 * @param shares signed shares of the underlying in the account.
 */
export function recogniseStrategies(
  rates: OptionMarginRates,
  underlying: OptionUnderlying,
  shares: Quantity,
  legs: readonly OptionLeg[],
): readonly RecognisedStrategy[] {
  const open = (sign: bigint): readonly OpenLeg[] =>
    legs
      .filter((leg) => leg.quantity * sign > 0n)
      .map((leg) => ({ leg, left: abs(leg.quantity) }))
      .toSorted((a, b) => compareLegs(a.leg, b.leg));
  const group: Group = { rates, underlying, shorts: open(-1n), longs: open(1n) };
  return [
    ...covered(group, shares),
    ...condors(verticals(group)),
    ...straddles(group),
    ...group.shorts
      .filter(({ left }) => left > 0n)
      .map(({ leg, left }) => ({
        strategy: 'NAKED' as const,
        contracts: left,
        legs: [leg],
        requirement: left * nakedRequirement(rates, underlying, leg),
      })),
  ];
}

function compareLegs(a: OptionLeg, b: OptionLeg): number {
  if (a.strike !== b.strike) return a.strike < b.strike ? -1 : 1;
  if (a.expiresOn !== b.expiresOn) return a.expiresOn - b.expiresOn;
  return a.instrumentId < b.instrumentId ? -1 : 1;
}

/** Long stock delivers short calls, short stock takes what short puts bring: the options need nothing themselves. */
function covered(group: Group, shares: Quantity): RecognisedStrategy[] {
  const right = shares > 0n ? 'CALL' : 'PUT';
  let contracts = abs(shares) / group.underlying.multiplier;
  const found: RecognisedStrategy[] = [];
  for (const short of group.shorts) {
    const taken = short.leg.right === right ? min(short.left, contracts) : 0n;
    if (taken === 0n) continue;
    contracts -= taken;
    short.left -= taken;
    found.push({
      strategy: right === 'CALL' ? 'COVERED_CALL' : 'COVERED_PUT',
      contracts: taken,
      legs: [short.leg],
      requirement: 0n,
    });
  }
  return found;
}

/** A short leg and a long one of the same right that lives at least as long: the most it can lose is the width. */
function verticals(group: Group): RecognisedStrategy[] {
  const { multiplier } = group.underlying;
  const pairs = group.shorts
    .flatMap((short) =>
      group.longs
        .filter(({ leg }) => leg.right === short.leg.right && leg.expiresOn >= short.leg.expiresOn)
        .map((long) => ({ short, long, width: spreadWidth(short.leg, long.leg) })),
    )
    .toSorted((a, b) => (a.width === b.width ? 0 : a.width < b.width ? -1 : 1));
  const found: RecognisedStrategy[] = [];
  for (const { short, long, width } of pairs) {
    const contracts = min(short.left, long.left);
    const needs = width * multiplier;
    const naked = nakedRequirement(group.rates, group.underlying, short.leg);
    if (contracts === 0n || needs >= naked) continue;
    short.left -= contracts;
    long.left -= contracts;
    found.push({
      strategy: width === 0n ? 'DEBIT_SPREAD' : 'CREDIT_SPREAD',
      contracts,
      legs: [short.leg, long.leg],
      requirement: contracts * needs,
    });
  }
  return found;
}

/** A put spread below a call spread of the same expiry cannot lose on both sides: the wider one counts. */
function condors(spreads: readonly RecognisedStrategy[]): RecognisedStrategy[] {
  const credit = spreads
    .filter(({ strategy }) => strategy === 'CREDIT_SPREAD')
    .map((spread) => ({
      spread,
      left: spread.contracts,
      each: spread.requirement / spread.contracts,
    }))
    .toSorted((a, b) => (a.each === b.each ? 0 : a.each > b.each ? -1 : 1));
  const found = spreads.filter(({ strategy }) => strategy !== 'CREDIT_SPREAD');
  for (const call of credit.filter(({ spread }) => spread.legs[0]?.right === 'CALL')) {
    for (const put of credit.filter(({ spread }) => spread.legs[0]?.right === 'PUT')) {
      const contracts = min(call.left, put.left);
      if (contracts === 0n || !isCondor(put.spread, call.spread)) continue;
      call.left -= contracts;
      put.left -= contracts;
      found.push({
        strategy: 'IRON_CONDOR',
        contracts,
        legs: [...put.spread.legs, ...call.spread.legs],
        requirement: contracts * max(call.each, put.each),
      });
    }
  }
  for (const { spread, left, each } of credit)
    if (left > 0n) found.push({ ...spread, contracts: left, requirement: left * each });
  return found;
}

function isCondor(put: RecognisedStrategy, call: RecognisedStrategy): boolean {
  const [shortPut, shortCall] = [put.legs[0], call.legs[0]];
  return (
    shortPut !== undefined &&
    shortCall !== undefined &&
    shortPut.expiresOn === shortCall.expiresOn &&
    shortPut.strike <= shortCall.strike
  );
}

/** A short call and a short put: the larger of the two naked requirements plus the premium of the other. */
function straddles(group: Group): RecognisedStrategy[] {
  const { rates, underlying } = group;
  const found: RecognisedStrategy[] = [];
  const of = (right: OptionLeg['right']): readonly OpenLeg[] =>
    group.shorts.filter(({ leg, left }) => leg.right === right && left > 0n);
  for (const call of of('CALL')) {
    for (const put of of('PUT')) {
      const contracts = min(call.left, put.left);
      if (contracts === 0n) continue;
      call.left -= contracts;
      put.left -= contracts;
      const [c, p] = [call, put].map(({ leg }) => nakedRequirement(rates, underlying, leg));
      const callLarger = (c ?? 0n) >= (p ?? 0n);
      const other = (callLarger ? put : call).leg.mark * underlying.multiplier;
      found.push({
        strategy: 'STRADDLE',
        contracts,
        legs: [call.leg, put.leg],
        requirement: contracts * (max(c ?? 0n, p ?? 0n) + other),
      });
    }
  }
  return found;
}

/** Approval level that a strategy needs: 1 covered, 3 spreads, 4 naked. */
const LEVELS: Readonly<Record<Strategy, 1 | 3 | 4>> = {
  COVERED_CALL: 1,
  COVERED_PUT: 1,
  DEBIT_SPREAD: 3,
  CREDIT_SPREAD: 3,
  IRON_CONDOR: 3,
  STRADDLE: 4,
  NAKED: 4,
};

/** The highest approval level of which there are more contracts after than before; 0: of none. */
export function levelGained(
  before: readonly RecognisedStrategy[],
  after: readonly RecognisedStrategy[],
): number {
  const count = (strategies: readonly RecognisedStrategy[], level: number): Quantity =>
    strategies
      .filter(({ strategy }) => LEVELS[strategy] === level)
      .reduce((sum, { contracts }) => sum + contracts, 0n);
  return [4, 3, 1].find((level) => count(after, level) > count(before, level)) ?? 0;
}
