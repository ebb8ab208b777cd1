import type { Price } from '../kernel/fixed-point.ts';
import { effectiveDated, type EffectiveDated } from '../time/effective-dated.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { TickTable } from './terms.ts';

/** Increments from a price on, ascending: `[from, increment]` in 1/10 000 USD. */
export type TickSteps = readonly (readonly [from: Price, increment: Price])[];

const steps = (...of: readonly (readonly [number, number])[]): TickSteps =>
  of.map(([from, increment]) => [BigInt(from), BigInt(increment)]);

/** Smallest price increments of NMS stocks. The half-penny tick waits for the exemption to end. */
const NMS: EffectiveDated<TickSteps> = effectiveDated('tick.NMS', {
  title: 'Price increments of NMS stocks, 1/10 000 USD from a price on',
  entries: [
    {
      from: '2001-04-09',
      value: steps([0, 100]),
      evidence: 'K',
      source: 'Decimalisation; before Rule 612 a cent at every price',
    },
    {
      from: '2006-01-31',
      value: steps([0, 1], [10_000, 100]),
      evidence: 'S',
      source: 'Regulation NMS Rule 612: 0.01 from 1.00 USD on, 0.0001 below',
    },
  ],
});

/** Stocks whose assigned increment is half a penny (time-weighted quoted spread of at most 0.015 USD). */
const NMS_HALF_PENNY: EffectiveDated<TickSteps> = effectiveDated('tick.NMS_HALF_PENNY', {
  title:
    'Price increments of NMS stocks with an assigned half-penny tick, 1/10 000 USD from a price on',
  entries: [
    {
      from: '2006-01-31',
      value: steps([0, 1], [10_000, 100]),
      evidence: 'S',
      source: 'Regulation NMS Rule 612 before its amendment is complied with',
    },
    {
      from: '2026-11-02',
      value: steps([0, 1], [10_000, 50]),
      evidence: 'K',
      source:
        'Rule 612 as amended 18 Sep 2024; compliance put off by exemption (FR 2025-19926) to the first business day of November 2026',
    },
  ],
});

const OPTION_STEPS_SOURCE = 'Exchange rules on option quoting increments';

const OPTION_PENNY: EffectiveDated<TickSteps> = effectiveDated('tick.OPTION_PENNY', {
  title: 'Price increments of options in the penny programme, 1/10 000 USD from a price on',
  entries: [
    {
      from: '2007-01-26',
      value: steps([0, 100], [30_000, 500]),
      evidence: 'K',
      source: OPTION_STEPS_SOURCE,
    },
  ],
});

const OPTION_PENNY_THROUGHOUT: EffectiveDated<TickSteps> = effectiveDated(
  'tick.OPTION_PENNY_THROUGHOUT',
  {
    title: 'Price increments of SPY, QQQ and IWM options, 1/10 000 USD from a price on',
    entries: [
      { from: '2007-01-26', value: steps([0, 100]), evidence: 'K', source: OPTION_STEPS_SOURCE },
    ],
  },
);

const OPTION_STANDARD: EffectiveDated<TickSteps> = effectiveDated('tick.OPTION_STANDARD', {
  title: 'Price increments of other options, 1/10 000 USD from a price on',
  entries: [
    {
      from: '2001-04-09',
      value: steps([0, 500], [30_000, 1_000]),
      evidence: 'K',
      source: OPTION_STEPS_SOURCE,
    },
  ],
});

/** All tables but FIXED, whose increment is the instrument's own. */
export const TICK_STEPS: Readonly<Record<Exclude<TickTable, 'FIXED'>, EffectiveDated<TickSteps>>> =
  {
    NMS,
    NMS_HALF_PENNY,
    OPTION_PENNY,
    OPTION_PENNY_THROUGHOUT,
    OPTION_STANDARD,
  };

/** What the increment of an instrument hangs on. */
export interface TickTerms {
  readonly tickTable?: TickTable | undefined;
  /** Unit in which its prices are counted, and its increment where its table is FIXED. */
  readonly tickSize: Price;
}

/**
 * The increment of prices at `price` on a day. It concerns orders and quotes; executions may be finer.
 * Never below the unit in which the instrument's prices are counted.
 * @throws RuleNotInForceError before the table's first entry.
 */
export function tickAt(
  { tickTable = 'FIXED', tickSize }: TickTerms,
  price: Price,
  date: CivilDate,
): Price {
  if (tickTable === 'FIXED') return tickSize;
  const table = TICK_STEPS[tickTable].on(date).value;
  let increment = tickSize;
  for (const [from, step] of table) if (price >= from) increment = step;
  return increment > tickSize ? increment : tickSize;
}
