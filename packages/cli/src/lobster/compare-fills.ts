import { formatDecimal } from '@bellwether/domain';
import { FindingList } from '@bellwether/engine/verify';
import type { ExpectedFill } from './step.ts';

/** A fill of an incoming order as the platform reports it, in the order of execution. */
export interface ActualFill {
  readonly price: number;
  readonly size: number;
  /** The resting order, as the step that placed it; undefined where it is none of the import's. */
  readonly order: number | undefined;
}

/** An execution of the file that the platform did not repeat at its price. */
interface FillMismatch {
  /** Row of the file, from 0. */
  readonly row: number;
  readonly what: string;
}

/** How the executions of a file compare with what the platform did. */
export interface FillComparison {
  executions: number;
  atFilePrice: number;
  sameRestingOrder: number;
  readonly mismatches: FindingList<FillMismatch>;
}

export function emptyComparison(): FillComparison {
  const mismatches = new FindingList<FillMismatch>();
  return { executions: 0, atFilePrice: 0, sameRestingOrder: 0, mismatches };
}

/**
 * Compares the executions of one incoming order share by share: an execution is at the file's price when every one of
 * its shares is, and met the same order when every one of its shares did.
 */
export function compareFills(
  expected: readonly ExpectedFill[],
  actual: readonly ActualFill[],
  into: FillComparison,
): void {
  let from = 0;
  for (const fill of expected) {
    const to = from + fill.size;
    const met = overlapping(actual, from, to);
    const covered = met.reduce((sum, { shares }) => sum + shares, 0) === fill.size;
    const atPrice = covered && met.every(({ of }) => of.price === fill.price);
    into.executions += 1;
    if (atPrice) into.atFilePrice += 1;
    else
      into.mismatches.add({ row: fill.row, what: `${told([fill])} became ${told(sharesOf(met))}` });
    if (atPrice && met.every(({ of }) => of.order !== undefined && fill.orders.includes(of.order)))
      into.sameRestingOrder += 1;
    from = to;
  }
}

interface Shares {
  readonly of: ActualFill;
  readonly shares: number;
}

function sharesOf(met: readonly Shares[]): readonly { price: number; size: number }[] {
  return met.map(({ of, shares }) => ({ price: of.price, size: shares }));
}

/** Shares at prices, for people. */
function told(fills: readonly { readonly price: number; readonly size: number }[]): string {
  if (fills.length === 0) return 'nothing';
  return fills.map(({ price, size }) => `${size} at ${formatDecimal(BigInt(price))}`).join(' and ');
}

function overlapping(fills: readonly ActualFill[], from: number, to: number): readonly Shares[] {
  const found: Shares[] = [];
  let at = 0;
  for (const of of fills) {
    const shares = Math.min(to, at + of.size) - Math.max(from, at);
    if (shares > 0) found.push({ of, shares });
    at += of.size;
  }
  return found;
}
