import { effectiveDated, type EffectiveDated } from '../time/effective-dated.ts';

const USD = 10_000n;

/** Shares of the underlying's value in basis points. */
export interface OptionMarginRates {
  readonly stock: bigint;
  readonly broadIndex: bigint;
  /** Least, of the underlying (calls) or of the strike (puts). */
  readonly minimum: bigint;
  /** Requirement of a long option that has loan value, of its market value. */
  readonly longTerm: bigint;
  /** Remaining life above which it has, months. */
  readonly longTermMonths: number;
  /** Protective put or call: of the strike, beyond what it is out of the money. */
  readonly protective: bigint;
}

export const OPTION_MARGIN: EffectiveDated<OptionMarginRates> = effectiveDated('margin.options', {
  title: 'Strategy-based option margin, basis points',
  entries: [
    {
      from: '1990-01-01',
      value: {
        stock: 2_000n,
        broadIndex: 1_500n,
        minimum: 1_000n,
        longTerm: 7_500n,
        longTermMonths: 9,
        protective: 1_000n,
      },
      evidence: 'D',
      source: 'FINRA 4210(f)(2), Cboe margin manual; checked against the vectors of LEAN',
    },
  ],
});

/** Margin of one contract, 1/10 000 USD. */
export interface FutureMargin {
  readonly initial: bigint;
  readonly maintenance: bigint;
}

/** E-mini S&P 500; other products carry their margins in their terms. */
export const ES_MARGIN: EffectiveDated<FutureMargin> = effectiveDated('margin.futures.ES', {
  title: 'CME E-mini S&P 500, margin of one contract, 1/10 000 USD',
  entries: [
    {
      from: '2020-03-19',
      value: { initial: 13_200n * USD, maintenance: 12_000n * USD },
      evidence: 'S',
      source: 'LEAN margin history (CME)',
    },
    {
      from: '2022-01-21',
      value: { initial: 11_880n * USD, maintenance: 10_800n * USD },
      evidence: 'S',
      source: 'LEAN margin history (CME)',
    },
  ],
});

export const SPECULATOR_INITIAL: EffectiveDated<bigint> = effectiveDated('margin.futures.initial', {
  title: 'Initial margin of speculators, basis points of maintenance',
  entries: [
    { from: '1990-01-01', value: 11_000n, evidence: 'S', source: 'CME; LEAN margin history' },
  ],
});

export const OPTION_POSITION_LIMIT: EffectiveDated<bigint> = effectiveDated(
  'risk.option-position-limit',
  {
    title: 'Contracts on one side of an underlying, top tier',
    entries: [
      {
        from: '1990-01-01',
        value: 250_000n,
        evidence: 'K',
        source: 'Cboe Rule 8.30, FINRA 2360(b)(3)',
      },
    ],
  },
);
