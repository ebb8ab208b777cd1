import type { Actor } from '@bellwether/domain';
import {
  seenEvent,
  type AccountBalances,
  type InstrumentRow,
  type OrderEvent,
  type OrderRow,
  type Page,
  type SeenEvent,
  type TradeRow,
} from '@bellwether/projections/read-model';

// Rows of the read model as the API shows them. Scalars do the formatting.

export type AccountView = AccountBalances & { readonly id: string };

export function accountView(row: AccountBalances): AccountView {
  return { ...row, id: row.accountId };
}

export type InstrumentView = Omit<InstrumentRow, 'trades' | 'lastPrice' | 'lastTradeAt'> & {
  readonly id: string;
  readonly trades: number;
  readonly lastPrice: bigint | null;
  readonly lastTradeAt: bigint | null;
};

export function instrumentView(row: InstrumentRow): InstrumentView {
  const traded = row.trades > 0n;
  return {
    ...row,
    id: row.instrumentId,
    trades: Number(row.trades),
    lastPrice: traded ? row.lastPrice : null,
    lastTradeAt: traded ? row.lastTradeAt : null,
  };
}

export type OrderView = Omit<OrderRow, 'limitPrice'> & {
  readonly id: string;
  readonly limitPrice: bigint | null;
  readonly averagePrice: bigint | null;
};

export function orderView(row: OrderRow): OrderView {
  return {
    ...row,
    id: row.orderId,
    limitPrice: row.limitPrice === 0n ? null : row.limitPrice,
    averagePrice: row.executed === 0n ? null : averagePrice(row),
  };
}

export type EventView = Omit<SeenEvent, 'data'> & {
  readonly reason: string | null;
  readonly data: string;
};

/** @param user who is told: of another account's side of a trade only what the market sees. */
function eventView(happened: OrderEvent, user: Actor): EventView {
  const { data, ...event } = seenEvent(happened, user);
  const reason = data['reason'] ?? data['code'];
  return {
    ...event,
    reason: (reason as string | undefined) ?? null,
    data: JSON.stringify(data),
  };
}

export type TradeView = TradeRow & { readonly id: string; readonly at: bigint };

export function tradeView(row: TradeRow): TradeView {
  return { ...row, id: row.tradeId, at: row.executedAt };
}

/** A page as the API shows it: its rows under the list's own name. */
type PageView<Name extends string, Row> = Readonly<Record<Name, readonly Row[]>> & {
  readonly next: string | undefined;
};

export function orderPageView({ rows, next }: Page<OrderRow>): PageView<'orders', OrderView> {
  return { orders: rows.map(orderView), next };
}

export function tradePageView({ rows, next }: Page<TradeRow>): PageView<'trades', TradeView> {
  return { trades: rows.map(tradeView), next };
}

export function instrumentPageView({
  rows,
  next,
}: Page<InstrumentRow>): PageView<'instruments', InstrumentView> {
  return { instruments: rows.map(instrumentView), next };
}

/** @param user as of `eventView`. */
export function eventPageView(
  { rows, next }: Page<OrderEvent>,
  user: Actor,
): PageView<'events', EventView> {
  return { events: rows.map((event) => eventView(event, user)), next };
}

/** Rounded half up; the exact value is notional / executed. */
function averagePrice({ notional, executed }: OrderRow): bigint {
  return (2n * notional + executed) / (2n * executed);
}
