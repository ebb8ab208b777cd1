import type { Price } from '../kernel/fixed-point.ts';
import { effectiveDated, type EffectiveDated } from '../time/effective-dated.ts';
import { MINUTE, SECOND, wall, type WallTime } from '../time/new-york.ts';

/** How far a stock may trade from its reference price, by the class that its previous close puts it in. */
export interface LuldParameters {
  /** Above this previous close the tier decides. */
  readonly upperClass: Price;
  /** Below this one the lesser of an amount and a percentage. */
  readonly lowerClass: Price;
  /** 1/10 000 of the reference price. */
  readonly tier1: bigint;
  readonly tier2: bigint;
  readonly middle: bigint;
  readonly lowAmount: Price;
  readonly low: bigint;
  /** Twice as far at first, until this time; undefined: not at the open. */
  readonly doubledUntil: WallTime | undefined;
  /** Twice as far for so long before the close. */
  readonly doubledBeforeClose: bigint;
  /** Whether that holds for tier 2 above the upper class. */
  readonly doublesTier2: boolean;
  /** Trades of so long make the reference price, ns. */
  readonly window: bigint;
  /** It moves when it changes by so much (1/10 000), and not sooner than so long after the last time (ns). */
  readonly updateBy: bigint;
  readonly updateAfter: bigint;
  /** A limit state ends in a pause after so long, ns. */
  readonly limitState: bigint;
  readonly pause: bigint;
  /** A pause that begins within so long of the close ends in the closing auction only, ns. */
  readonly noReopening: bigint;
}

const NOW: LuldParameters = {
  upperClass: 30_000n,
  lowerClass: 7_500n,
  tier1: 500n,
  tier2: 1_000n,
  middle: 2_000n,
  lowAmount: 1_500n,
  low: 7_500n,
  doubledUntil: undefined,
  doubledBeforeClose: 25n * MINUTE,
  doublesTier2: false,
  window: 5n * MINUTE,
  updateBy: 100n,
  updateAfter: 30n * SECOND,
  limitState: 15n * SECOND,
  pause: 5n * MINUTE,
  noReopening: 10n * MINUTE,
};

/** Limit Up-Limit Down: the plan's percentages and times. */
export const LULD: EffectiveDated<LuldParameters> = effectiveDated('protection.LULD', {
  title: 'Limit Up-Limit Down: prices in 1/10 000 USD, percentages in 1/10 000, times in ns',
  entries: [
    {
      from: '2013-04-08',
      value: { ...NOW, doubledUntil: wall(9, 45), doublesTier2: true },
      evidence: 'K',
      source: 'NMS Plan to Address Extraordinary Market Volatility before Amendment 18',
    },
    {
      from: '2020-02-24',
      value: NOW,
      evidence: 'S',
      source:
        'NMS Plan, Amendment 18: no doubling at the open, none for tier 2 above 3.00 USD at the close',
    },
  ],
});
