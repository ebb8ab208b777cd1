import type { BreakKind, Comparison, FoundBreak } from './compare.ts';

/** One side of a trade as somebody has it. */
export interface TradeSide {
  /** What both call it, for each side of a trade; absent: it has no name. */
  readonly reference?: string;
  readonly owner: string;
  readonly instrument: string;
  readonly side: 'BUY' | 'SELL';
  /** `2026-12-01` */
  readonly settlementDate: string;
  /** Whole units, above zero. */
  readonly quantity: bigint;
  /** Money for them without fees, 1/10 000 USD. */
  readonly amount: bigint;
}

/**
 * Holds our trades against the street's: first those that bear the same reference and say the same; of the rest those that
 * say the same one by one; of what is left, for each owner, instrument, side and settlement date, the sums, so that several
 * fills here may be one allocation there. What differs then is a break: the union of both sides is looked at. A reference that
 * comes again on a side is a break of its own, and counts once.
 * @param tolerance of money, 1/10 000 USD, of each pair or sum; shares have none.
 */
export function compareTrades(
  ours: readonly TradeSide[],
  theirs: readonly TradeSide[],
  tolerance: bigint,
): Comparison {
  const { sides, duplicates } = withoutDuplicates(theirs);
  const named = paired(ours, sides, nameOf, tolerance);
  const alike = paired(named.ours, named.theirs, wordsOf, tolerance);
  const groups = new Set([...alike.ours, ...alike.theirs].map(groupOf));
  const [own, told] = [Map.groupBy(alike.ours, groupOf), Map.groupBy(alike.theirs, groupOf)];
  const differing = [...groups].toSorted().flatMap((group) => {
    const found = differenceOf(own.get(group) ?? [], told.get(group) ?? [], tolerance);
    return found === undefined ? [] : [found];
  });
  const items = named.pairs + alike.pairs + groups.size;
  return { items, matched: items - differing.length, breaks: [...differing, ...duplicates] };
}

interface Paired {
  readonly pairs: number;
  readonly ours: readonly TradeSide[];
  readonly theirs: readonly TradeSide[];
}

/**
 * Pairs off what has the same key and says the same: of those in the order of their money, so that as many as can be are
 * paired, in a time that does not grow with the square of lines that are alike.
 * @param keyOf undefined: it has none.
 */
function paired(
  ours: readonly TradeSide[],
  theirs: readonly TradeSide[],
  keyOf: (side: TradeSide) => string | undefined,
  tolerance: bigint,
): Paired {
  const waiting = Map.groupBy(theirs, keyOf);
  const gone = new Set<TradeSide>();
  let pairs = 0;
  for (const [key, own] of Map.groupBy(ours, keyOf)) {
    const others = (key === undefined ? undefined : waiting.get(key)) ?? [];
    for (const pair of alikeOf(own, others, tolerance)) {
      for (const one of pair) gone.add(one);
      pairs += 1;
    }
  }
  const isLeft = (one: TradeSide): boolean => !gone.has(one);
  return { pairs, ours: ours.filter(isLeft), theirs: theirs.filter(isLeft) };
}

type Pair = readonly [TradeSide, TradeSide];

/** Pairs that say the same. */
function alikeOf(
  ours: readonly TradeSide[],
  theirs: readonly TradeSide[],
  tolerance: bigint,
): readonly Pair[] {
  const [one, other] = [ours[0], theirs[0]];
  if (one === undefined || other === undefined) return [];
  // As nearly always where sides have names.
  if (ours.length === 1 && theirs.length === 1)
    return isSame(one, other, tolerance) ? [[one, other]] : [];
  const told = Map.groupBy(theirs, wordsOf);
  return [...Map.groupBy(ours, wordsOf)].flatMap(([words, same]) =>
    near(same, told.get(words) ?? [], tolerance),
  );
}

/** Pairs of the same money, within the tolerance: the cheapest that are left each, so that there are as many as can be. */
function near(
  ours: readonly TradeSide[],
  theirs: readonly TradeSide[],
  tolerance: bigint,
): readonly Pair[] {
  const [own, others] = [ours.toSorted(byAmount), theirs.toSorted(byAmount)];
  const pairs: Pair[] = [];
  for (let [i, j] = [0, 0]; i < own.length && j < others.length;) {
    const [one, other] = [own[i], others[j]] as [TradeSide, TradeSide];
    const isPair = isNear(one.amount, other.amount, tolerance);
    if (isPair) pairs.push([one, other]);
    if (isPair || one.amount < other.amount) i += 1;
    if (isPair || one.amount > other.amount) j += 1;
  }
  return pairs;
}

function byAmount(a: TradeSide, b: TradeSide): number {
  return a.amount < b.amount ? -1 : Number(a.amount > b.amount);
}

function isSame(a: TradeSide, b: TradeSide, tolerance: bigint): boolean {
  return wordsOf(a) === wordsOf(b) && isNear(a.amount, b.amount, tolerance);
}

function nameOf({ reference, owner, side }: TradeSide): string | undefined {
  return reference === undefined ? undefined : `${owner}:${side}:${reference}`;
}

/** What a side says, but for its name and its money. No name has a colon. */
function wordsOf(side: TradeSide): string {
  return `${groupOf(side)}:${side.quantity}`;
}

function groupOf({ owner, instrument, side, settlementDate }: TradeSide): string {
  return `${owner}:${instrument}:${side}:${settlementDate}`;
}

function differenceOf(
  ours: readonly TradeSide[],
  theirs: readonly TradeSide[],
  tolerance: bigint,
): FoundBreak | undefined {
  const { owner, instrument, side } = (ours[0] ?? theirs[0]) as TradeSide;
  const sign = side === 'BUY' ? 1n : -1n;
  const [shares, their] = [sum(ours, 'quantity'), sum(theirs, 'quantity')];
  if (shares !== their)
    return {
      breakKind: kindOf(ours, theirs),
      owner,
      commodity: instrument,
      ours: sign * shares,
      theirs: sign * their,
    };
  const [money, theirMoney] = [sum(ours, 'amount'), sum(theirs, 'amount')];
  if (isNear(money, theirMoney, tolerance)) return undefined;
  // Who buys pays.
  const cash = { ours: -sign * money, theirs: -sign * theirMoney };
  return { breakKind: 'CASH', owner, commodity: 'USD', ...cash };
}

function kindOf(ours: readonly TradeSide[], theirs: readonly TradeSide[]): BreakKind {
  if (ours.length === 0) return 'MISSING_OURS';
  return theirs.length === 0 ? 'MISSING_THEIRS' : 'QUANTITY';
}

function withoutDuplicates(theirs: readonly TradeSide[]): {
  readonly sides: readonly TradeSide[];
  readonly duplicates: readonly FoundBreak[];
} {
  const seen = new Set<string>();
  const sides: TradeSide[] = [];
  const duplicates: FoundBreak[] = [];
  for (const one of theirs) {
    const name = nameOf(one);
    const { owner, instrument: commodity, quantity } = one;
    if (name !== undefined && seen.has(name))
      duplicates.push({ breakKind: 'DUPLICATE', owner, commodity, ours: 0n, theirs: quantity });
    else sides.push(one);
    if (name !== undefined) seen.add(name);
  }
  return { sides, duplicates };
}

function sum(sides: readonly TradeSide[], of: 'quantity' | 'amount'): bigint {
  return sides.reduce((all, one) => all + one[of], 0n);
}

function isNear(a: bigint, b: bigint, tolerance: bigint): boolean {
  return (a < b ? b - a : a - b) <= tolerance;
}
