import { RoutingFold, type Firm, type RoutedOrder } from '@bellwether/domain';
import { benchmarkedLog } from '@bellwether/projections';
import { asOf } from '../as-of.ts';
import type { FirmOptions } from '../firm-file.ts';

/** Orders that customers placed in some months, as of a position, and when its last fact was caused. */
export interface Routed {
  readonly orders: readonly RoutedOrder[];
  readonly position: bigint;
  /** ns since 1970 UTC: the time of a report, so that made again it is the same. */
  readonly at: bigint;
}

/** Folds the log. @param months the first and the last: `2026-10`, `2026-12`. */
export function routedIn(
  months: { readonly from: string; readonly to: string },
  firm: Firm,
  options: FirmOptions,
): Promise<Routed> {
  return asOf(options, async (eventStore, position) => {
    const fold = new RoutingFold(firm, months);
    let at = 0n;
    for await (const { placed, quotes } of benchmarkedLog(eventStore, position)) {
      fold.add(placed, quotes.best);
      if (placed.at > at) at = placed.at;
    }
    return { orders: fold.orders(), position, at };
  });
}
