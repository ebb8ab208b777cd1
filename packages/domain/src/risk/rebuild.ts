import type { AccountRisk } from './account-risk.ts';
import { changeOpen, type RiskOrder } from './exposure.ts';
import { changePosition, exposureOf, noteClosing } from './exposures-of.ts';
import { newStockTable } from './stock-table.ts';
import type { InstrumentRisk } from './instrument-risk.ts';

/**
 * The account's sums worked out afresh from its cash, its positions and its open orders: what the incremental state must
 * be equal to. For tests, and to check a state that was read from a snapshot. Costs as much as there are open orders.
 */
export function rebuildSums(
  account: AccountRisk,
  orders: Iterable<readonly [InstrumentRisk, RiskOrder]>,
): AccountRisk {
  const fresh: AccountRisk = {
    ...account,
    exposures: new Map(),
    optionGroups: new Map(),
    openBuys: 0n,
    openSells: 0n,
    stocks: newStockTable(),
    derivatives: new Set(),
    closing: new Set(),
    reserved: 0n,
    openOrders: 0,
  };
  for (const { instrument, quantity, basis } of account.exposures.values()) {
    const exposure = exposureOf(fresh, instrument);
    exposure.basis = basis;
    changePosition(fresh, exposure, quantity);
  }
  for (const [instrument, order] of orders) {
    const exposure = exposureOf(fresh, instrument);
    changeOpen(exposure, order, order.leaves, order.closing);
    noteClosing(fresh, exposure);
    const notional = order.leaves * order.limitPrice * instrument.multiplier;
    if (order.side === 'BUY') fresh.openBuys += notional;
    else fresh.openSells += notional;
    fresh.reserved += order.reserved;
    fresh.openOrders += 1;
  }
  return fresh;
}
