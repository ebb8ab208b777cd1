import type { Money } from '../kernel/fixed-point.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { CashFlow, CurveInput, HeldInstrument, Undone } from './curve-input.ts';
import { bookDay, openBook, type Book, type Earned } from './day-fold.ts';

/** An account on a day, valued at its close. Money in 1/10 000 USD. */
export interface CurveDay {
  readonly day: CivilDate;
  readonly start: Money;
  /** Cash and securities from outside: they are there when the day begins. */
  readonly in: Money;
  /** What went out: it leaves when the day ends. */
  readonly out: Money;
  readonly end: Money;
  /** (end + out) ÷ (start + in) − 1; null where there was next to nothing that could earn. */
  readonly return: number | null;
  /** Gross exposure at the close. */
  readonly exposure: Money;
  readonly bought: Money;
  readonly sold: Money;
  readonly fees: Money;
  /** 1, and one more for each correction that came on a later day: of a close, or of a trade up to this day. */
  readonly version: number;
  /** Whether everything that was held has an official close of this day. */
  readonly official: boolean;
  /** Of each instrument that earned or lost. */
  readonly earned: readonly Earned[];
}

/** Below this a day's return says nothing: 1.00 USD. House rule. */
const LEAST_BASE = 10_000n;
/** And below this part of the mean of the last days: 0.1 %. House rule. */
const LEAST_PART = 1_000n;
const MEAN_DAYS = 30;

/**
 * The worth of an account day by day: on every day on which something of it has a price, or happened. Inflows count from the
 * start of their day and outflows until its end (Portfolio Performance's convention); fees, dividends and interest are inside.
 * Securities from outside are worth their mark of the day before.
 */
export function equityCurve({
  instruments,
  flows,
  through,
  undone = [],
}: CurveInput): readonly CurveDay[] {
  const books = instruments.map(openBook);
  const late = [
    ...undone,
    ...instruments.flatMap(({ changes }) =>
      changes.flatMap(({ day, knownOn }) => (knownOn === undefined ? [] : [{ day, knownOn }])),
    ),
  ];
  const flowsByDay = Map.groupBy(flows, ({ day }) => day);
  const rows: CurveDay[] = [];
  let cash = 0n;
  for (const day of daysOf(instruments, flows, through)) {
    const start = rows.at(-1)?.end ?? 0n;
    const sums = bookDay(books, day);
    let [into, out] = [sums.transferredIn, sums.transferredOut];
    for (const { amount, kind } of flowsByDay.get(day) ?? []) {
      cash += amount;
      // Interest is earned, or paid: it is part of the day's return.
      if (kind === 'INTEREST') continue;
      if (amount > 0n) into += amount;
      else out -= amount;
    }
    cash -= sums.cost;
    const end = cash + sums.value;
    const base = start + into;
    const isTooSmall = base < LEAST_BASE || base * LEAST_PART < meanOf(rows);
    const { exposure, bought, sold, fees, official, earned } = sums;
    rows.push({
      day,
      start,
      in: into,
      out,
      end,
      return: isTooSmall ? null : Number(end + out - base) / Number(base),
      exposure,
      bought,
      sold,
      fees,
      version: 1 + correctionsOf(books, late, day),
      official,
      earned,
    });
  }
  return rows;
}

/** Days from the first on which something came in, or was dealt. */
function daysOf(
  instruments: readonly HeldInstrument[],
  flows: readonly CashFlow[],
  through: CivilDate,
): readonly CivilDate[] {
  const own = [...flows, ...instruments.flatMap(({ changes }) => changes)].map(({ day }) => day);
  const first = own.reduce((least, day) => (day < least ? day : least), through);
  const priced = instruments.flatMap(({ marks }) => marks.days);
  const days = [...own, ...priced].filter((day) => day >= first && day <= through);
  return [...new Set(days)].toSorted((a, b) => a - b);
}

function meanOf(rows: readonly CurveDay[]): Money {
  const last = rows.slice(-MEAN_DAYS);
  if (last.length === 0) return 0n;
  return last.reduce((sum, { end }) => sum + end, 0n) / BigInt(last.length);
}

/** Corrections that a day's row has seen: closes published again, trades up to it that were taken back later. */
function correctionsOf(books: readonly Book[], late: readonly Undone[], day: CivilDate): number {
  let count = late.filter((one) => one.day <= day && one.knownOn > day).length;
  for (const { walk, quantity } of books) {
    if (quantity === 0n) continue;
    const { mark } = walk;
    if (mark?.day === day && mark.published > 1) count += mark.published - 1;
  }
  return count;
}
