/** What somebody has of something: money in 1/10 000 USD, an instrument in whole units. */
export interface Balance {
  readonly owner: string;
  /** USD, or an instrument. */
  readonly commodity: string;
  readonly amount: bigint;
}

/** What a custodian's statement has on one line. */
export interface StatementLine extends Balance {
  /** The custodian's own name for it, unique in the statement; absent: it has none. */
  readonly reference?: string;
}

/** In what two sides differ. MISSING: one of them has nothing of it at all. */
export const BREAK_KINDS = [
  'MISSING_OURS',
  'MISSING_THEIRS',
  'QUANTITY',
  'CASH',
  'DUPLICATE',
] as const;
export type BreakKind = (typeof BREAK_KINDS)[number];

/** A difference. Amounts as of `Balance`. */
export interface FoundBreak {
  readonly breakKind: BreakKind;
  readonly owner: string;
  readonly commodity: string;
  readonly ours: bigint;
  readonly theirs: bigint;
}

/** What a comparison looked at, and what differs. A comparison that finds nothing says of how much. */
export interface Comparison {
  /** Owners and commodities that either side has. */
  readonly items: number;
  readonly matched: number;
  readonly breaks: readonly FoundBreak[];
}

/**
 * Holds our balances against a statement: the union of both, so that what either side lacks is found. Several lines of a
 * statement about one thing are added up; a line that bears a reference again is a break of its own, and counts once.
 * @param tolerance of money, 1/10 000 USD; shares have none.
 */
export function compareBalances(
  ours: readonly Balance[],
  theirs: readonly StatementLine[],
  tolerance: bigint,
): Comparison {
  const { lines, duplicates } = withoutDuplicates(theirs);
  const [own, told] = [summed(ours), summed(lines)];
  const keys = [...new Set([...own.keys(), ...told.keys()])].toSorted();
  const differing = keys.flatMap((key): readonly FoundBreak[] => {
    const { owner, commodity } = (own.get(key) ?? told.get(key)) as Balance;
    const [our, their] = [own.get(key)?.amount ?? 0n, told.get(key)?.amount ?? 0n];
    const difference = our < their ? their - our : our - their;
    if (difference <= (commodity === 'USD' ? tolerance : 0n)) return [];
    const breakKind = kindOf(commodity, our, their);
    return [{ breakKind, owner, commodity, ours: our, theirs: their }];
  });
  return {
    items: keys.length,
    matched: keys.length - differing.length,
    breaks: [...differing, ...duplicates],
  };
}

function kindOf(commodity: string, ours: bigint, theirs: bigint): BreakKind {
  if (ours === 0n) return 'MISSING_OURS';
  if (theirs === 0n) return 'MISSING_THEIRS';
  return commodity === 'USD' ? 'CASH' : 'QUANTITY';
}

function withoutDuplicates(theirs: readonly StatementLine[]): {
  readonly lines: readonly StatementLine[];
  readonly duplicates: readonly FoundBreak[];
} {
  const seen = new Set<string>();
  const lines: StatementLine[] = [];
  const duplicates: FoundBreak[] = [];
  for (const line of theirs) {
    const { owner, commodity, amount, reference } = line;
    if (reference !== undefined && seen.has(reference))
      duplicates.push({ breakKind: 'DUPLICATE', owner, commodity, ours: 0n, theirs: amount });
    else lines.push(line);
    if (reference !== undefined) seen.add(reference);
  }
  return { lines, duplicates };
}

/** By owner and commodity, in the order of their names; what is nothing is not there. */
function summed(balances: readonly Balance[]): ReadonlyMap<string, Balance> {
  const sums = new Map<string, Balance>();
  for (const { owner, commodity, amount } of balances) {
    // No name has a colon.
    const key = `${owner}:${commodity}`;
    sums.set(key, { owner, commodity, amount: (sums.get(key)?.amount ?? 0n) + amount });
  }
  return new Map([...sums].filter(([, { amount }]) => amount !== 0n));
}
