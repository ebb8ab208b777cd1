import type {
  AccountBalances,
  InstrumentRow,
  OrderRow,
  Page,
  SeenEvent,
  TradeRow,
} from '@bellwether/projections/read-model';

// Rows of the read model as the API shows them. Scalars do the formatting.

type AccountView = AccountBalances & { readonly id: string };

function accountView(row: AccountBalances): AccountView {
  return { ...row, id: row.accountId };
}

type InstrumentView = Omit<InstrumentRow, 'trades' | 'lastPrice' | 'lastTradeAt'> & {
  readonly id: string;
  readonly trades: number;
  readonly lastPrice: bigint | null;
  readonly lastTradeAt: bigint | null;
};

function instrumentView(row: InstrumentRow): InstrumentView {
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

type EventView = Omit<SeenEvent, 'data'> & {
  readonly reason: string | null;
  readonly data: string;
};

function eventView({ data, ...event }: SeenEvent): EventView {
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

/** How rows look in the API, by its type of a row; others are as they are. */
const VIEWS: Readonly<Record<string, (row: never) => object>> = {
  Account: accountView,
  Instrument: instrumentView,
  Order: orderView,
  OrderEvent: eventView,
  Trade: tradeView,
};

/** How rows of one of the API's types look. @param type undefined: it is made of the rows as they are. */
export function viewOf(type: string | undefined): (row: unknown) => object {
  return ((type === undefined ? undefined : VIEWS[type]) ?? ((row: object) => row)) as (
    row: unknown,
  ) => object;
}

/** Rounded half up; the exact value is notional / executed. */
function averagePrice({ notional, executed }: OrderRow): bigint {
  return (2n * notional + executed) / (2n * executed);
}
