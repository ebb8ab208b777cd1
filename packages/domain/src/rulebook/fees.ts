import { effectiveDated, type EffectiveDated } from '../time/effective-dated.ts';

/**
 * Fee on sales of equities and of options on equities, in US cents per million USD of principal
 * (Exchange Act Section 31). Futures and options on broad indexes do not pay it.
 */
export const SECTION_31: EffectiveDated<bigint> = effectiveDated('fees.section-31', {
  title: 'SEC Section 31 fee on sales, US cents per million USD',
  entries: [
    { from: '2019-04-16', value: 2_070n, evidence: 'S', source: 'SEC fee rate advisory FY2019' },
    { from: '2020-02-18', value: 2_210n, evidence: 'S', source: 'SEC fee rate advisory FY2020' },
    { from: '2021-02-25', value: 510n, evidence: 'S', source: 'SEC fee rate advisory FY2021' },
    { from: '2022-05-14', value: 2_290n, evidence: 'S', source: 'SEC fee rate advisory FY2022' },
    { from: '2023-02-27', value: 800n, evidence: 'S', source: 'SEC fee rate advisory FY2023' },
    { from: '2024-05-22', value: 2_780n, evidence: 'S', source: 'SEC fee rate advisory FY2024' },
    { from: '2025-05-14', value: 0n, evidence: 'S', source: 'SEC fee rate advisory FY2025' },
    {
      from: '2026-04-04',
      value: 2_060n,
      evidence: 'K',
      source:
        'SEC order 34-104909 of 27 Feb 2026: the rate was read, the exact day in April was not',
    },
  ],
});

/** A fee by quantity: micro-USD for one share or contract, and the most for one trade (1/10 000 USD). */
export interface TradingActivityFee {
  readonly microUsd: bigint;
  /** Absent: no cap. */
  readonly cap?: bigint;
}

/** FINRA By-Laws, Schedule A, section 1(b): the seller's side only. */
export const TAF_EQUITY: EffectiveDated<TradingActivityFee> = effectiveDated('fees.taf.equity', {
  title: 'FINRA trading activity fee, micro-USD per share sold, cap in 1/10 000 USD per trade',
  entries: [
    {
      from: '2023-01-01',
      value: { microUsd: 145n, cap: 72_700n },
      evidence: 'K',
      source: 'FINRA Schedule A',
    },
    {
      from: '2024-01-01',
      value: { microUsd: 166n, cap: 83_000n },
      evidence: 'K',
      source: 'FINRA Schedule A',
    },
    {
      from: '2026-01-01',
      value: { microUsd: 195n, cap: 97_900n },
      evidence: 'K',
      source: 'FINRA Schedule A',
    },
  ],
});

/** The same by-law for options. */
export const TAF_OPTION: EffectiveDated<TradingActivityFee> = effectiveDated('fees.taf.option', {
  title: 'FINRA trading activity fee, micro-USD per option contract sold',
  entries: [
    { from: '2024-01-01', value: { microUsd: 2_790n }, evidence: 'K', source: 'FINRA Schedule A' },
    { from: '2026-01-01', value: { microUsd: 3_290n }, evidence: 'K', source: 'FINRA Schedule A' },
  ],
});
