import { settlementDayAfter } from '../calendar/settlement.ts';
import type { Quantity } from '../kernel/fixed-point.ts';
import { effectiveDated, type EffectiveDated } from '../time/effective-dated.ts';
import type { CivilDate } from '../time/civil-date.ts';

/** Settlement days after the settlement date at whose opening a fail to deliver has to be closed out. */
export interface CloseOutDays {
  /** Of short sales, and of all that are not known to be long. */
  readonly short: number;
  readonly long: number;
}

export const CLOSE_OUT: EffectiveDated<CloseOutDays> = effectiveDated('settlement.closeOut', {
  title: 'Rule 204: settlement days from the settlement date to the opening that closes a fail out',
  entries: [
    {
      from: '2009-07-31',
      value: { short: 1, long: 3 },
      evidence: 'K',
      source: 'Regulation SHO Rule 204(a), 17 CFR 242.204 (Rel. 34-60388)',
    },
  ],
});

/** Shares that are late, and since when. */
export interface LateShares {
  readonly since: CivilDate;
  /** Above zero. */
  readonly quantity: Quantity;
}

/** What a run made of the deliveries of a participant in an instrument. */
export interface DeliveryRun {
  readonly settlementDate: CivilDate;
  /** Shares that were to be delivered, late ones included; 0 or less: none were. */
  readonly due: Quantity;
  /** Of them, what was left late. */
  readonly left: Quantity;
}

/**
 * What is late after a run, the oldest first. What comes in, and what is delivered, makes up for the oldest; what was not due
 * before is late since the run's day.
 */
export function agedBy(
  late: readonly LateShares[],
  { settlementDate, due, left }: DeliveryRun,
): readonly LateShares[] {
  if (due <= 0n) return [];
  const before = late.reduce((sum, { quantity }) => sum + quantity, 0n);
  const all = due > before ? [...late, { since: settlementDate, quantity: due - before }] : late;
  const total = due > before ? due : before;
  return withoutOldest(all, total - left);
}

function withoutOldest(late: readonly LateShares[], quantity: Quantity): readonly LateShares[] {
  let gone = quantity;
  return late.flatMap(({ since, quantity: own }): readonly LateShares[] => {
    const taken = gone < own ? gone : own;
    gone -= taken;
    return taken === own ? [] : [{ since, quantity: own - taken }];
  });
}

/** How many shares have to be bought, what for, and since when the oldest of them are late. */
export interface CloseOut {
  readonly quantity: Quantity;
  /** LONG: late for as long as a long sale may be. SHORT: for as long as a short sale may be, and the seller is short. */
  readonly sale: 'SHORT' | 'LONG';
  readonly since: CivilDate;
}

/**
 * What has to be bought at the opening of a settlement day (Rule 204): everything that has been late as long as a long sale may
 * be, and of what has been late as long as a short sale may be as much as the seller is short by trade date. What was bought
 * meanwhile and is yet to settle counts.
 * @param position of the seller by trade date; below zero: short.
 * @param coming shares that trades yet to settle bring; below zero: they take.
 * @throws UnknownCalendarYearError
 */
export function closeOutOn(
  day: CivilDate,
  late: readonly LateShares[],
  position: Quantity,
  coming: Quantity,
): CloseOut | undefined {
  const agedLong = late.filter((one) => closeOutDay(one.since, 'LONG') <= day);
  const agedShort = late.filter((one) => closeOutDay(one.since, 'SHORT') <= day);
  const long = sum(agedLong);
  // What trades yet to settle change did not make it late: it was short of this much.
  const before = position - coming;
  const short = smaller(sum(agedShort), before < 0n ? -before : 0n);
  const bought = coming > 0n ? coming : 0n;
  const quantity = (long > short ? long : short) - bought;
  const [oldest] = agedShort;
  if (quantity <= 0n || oldest === undefined) return undefined;
  return { quantity, sale: short >= long ? 'SHORT' : 'LONG', since: oldest.since };
}

/** The settlement day at whose opening shares have to be bought that are late since a day. */
export function closeOutDay(since: CivilDate, sale: CloseOut['sale']): CivilDate {
  const { short, long } = CLOSE_OUT.on(since).value;
  return settlementDayAfter(since, sale === 'SHORT' ? short : long);
}

function sum(late: readonly LateShares[]): Quantity {
  return late.reduce((all, { quantity }) => all + quantity, 0n);
}

function smaller(a: Quantity, b: Quantity): Quantity {
  return a < b ? a : b;
}
