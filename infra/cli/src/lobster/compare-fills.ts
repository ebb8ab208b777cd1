import type { ExpectedFill } from './step.ts';

/** A fill of an incoming order as the platform reports it, in the order of execution. */
export interface ActualFill {
  readonly price: number;
  readonly size: number;
  /** The resting order, as the step that placed it; undefined where it is none of the import's. */
  readonly order: number | undefined;
}

/** How the executions of a file compare with what the platform did. */
export interface FillComparison {
  executions: number;
  atFilePrice: number;
  sameRestingOrder: number;
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
    if (atPrice && met.every(({ of }) => of.order !== undefined && fill.orders.includes(of.order)))
      into.sameRestingOrder += 1;
    from = to;
  }
}

function overlapping(
  fills: readonly ActualFill[],
  from: number,
  to: number,
): readonly { readonly of: ActualFill; readonly shares: number }[] {
  const found: { of: ActualFill; shares: number }[] = [];
  let at = 0;
  for (const of of fills) {
    const shares = Math.min(to, at + of.size) - Math.max(from, at);
    if (shares > 0) found.push({ of, shares });
    at += of.size;
  }
  return found;
}
