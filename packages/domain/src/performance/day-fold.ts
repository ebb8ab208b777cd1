import type { Money, Quantity } from '../kernel/fixed-point.ts';
import { valueHolding } from '../portfolio/valuation.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { HeldInstrument, PositionChange } from './curve-input.ts';
import type { MarkWalk } from './mark-history.ts';

/** What an instrument did to an account on a day. 1/10 000 USD. */
export interface Earned {
  readonly instrumentId: string;
  readonly profit: Money;
}

/** A position as the days before have left it. */
export interface Book {
  readonly instrument: HeldInstrument;
  readonly byDay: ReadonlyMap<CivilDate, readonly PositionChange[]>;
  /** Stands at the day that is booked. */
  readonly walk: MarkWalk;
  quantity: Quantity;
  turnover: Money;
  value: Money;
}

/** What a day came to over all positions; money in 1/10 000 USD. */
export interface DaySums {
  value: Money;
  cost: Money;
  transferredIn: Money;
  transferredOut: Money;
  exposure: Money;
  bought: Money;
  sold: Money;
  fees: Money;
  official: boolean;
  readonly earned: Earned[];
}

const NOTHING: readonly PositionChange[] = [];

export function openBook(instrument: HeldInstrument): Book {
  const byDay = Map.groupBy(instrument.changes, ({ day }) => day);
  const walk = instrument.marks.walk();
  return { instrument, byDay, walk, quantity: 0n, turnover: 0n, value: 0n };
}

/** Books what a day did to all positions, and values them at its close. */
export function bookDay(books: readonly Book[], day: CivilDate): DaySums {
  const sums: DaySums = {
    value: 0n,
    cost: 0n,
    transferredIn: 0n,
    transferredOut: 0n,
    exposure: 0n,
    bought: 0n,
    sold: 0n,
    fees: 0n,
    official: true,
    earned: [],
  };
  for (const book of books) {
    book.walk.goTo(day);
    const changes = book.byDay.get(day) ?? NOTHING;
    if (book.quantity === 0n && book.value === 0n && changes.length === 0) continue;
    bookPosition(book, changes, day, sums);
  }
  return sums;
}

function bookPosition(
  book: Book,
  changes: readonly PositionChange[],
  day: CivilDate,
  sums: DaySums,
): void {
  const { multiplier, isFuture, instrumentId } = book.instrument;
  const { mark } = book.walk;
  const before = book.walk.before?.price ?? mark?.price ?? 0n;
  let [traded, cost, turnover] = [0n, 0n, 0n];
  for (const change of changes) {
    const worth = isFuture ? 0n : before * change.transferred * multiplier;
    if (worth > 0n) sums.transferredIn += worth;
    else sums.transferredOut -= worth;
    book.quantity += change.traded + change.transferred;
    traded += change.traded;
    cost += change.cost;
    turnover += change.turnover;
    sums.bought += change.bought;
    sums.sold += change.sold;
    sums.fees += change.fees;
  }
  book.turnover += turnover;
  const { quantity } = book;
  // Neither cost nor realised profit counts here: all of a future's gains are in what its contracts were entered at.
  const books = { bookCost: 0n, realised: 0n, entered: book.turnover, enteredRealised: 0n };
  const holding = { quantity, ...books, traded, cost, turnover, multiplier, isFuture };
  const valued = valueHolding(holding, mark?.price ?? before, before);
  book.value = valued.marketValue;
  sums.value += valued.marketValue;
  sums.cost += cost;
  sums.exposure += valued.exposure < 0n ? -valued.exposure : valued.exposure;
  const isOfficial = mark?.kind === 'OFFICIAL' && mark.day === day;
  if (quantity !== 0n && !isOfficial) sums.official = false;
  if (valued.dayProfit !== 0n) sums.earned.push({ instrumentId, profit: valued.dayProfit });
}
