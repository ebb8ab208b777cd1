import type {
  AccountRow,
  InstrumentRow,
  OrderRow,
  Page,
  PositionRow,
  TradeRow,
} from '@bellwether/projections/read-model';

// Rows of the read model as the API shows them. Scalars do the formatting.

export const accountView = (row: AccountRow) => ({
  ...row,
  id: row.accountId,
  available: row.cash - row.reserved,
});

export const holdingView = (row: PositionRow) => row;

export const instrumentView = (row: InstrumentRow) => ({
  ...row,
  id: row.instrumentId,
  trades: Number(row.trades),
  lastPrice: row.trades === 0n ? null : row.lastPrice,
  lastTradeAt: row.trades === 0n ? null : row.lastTradeAt,
});

export const orderView = (row: OrderRow) => ({
  ...row,
  id: row.orderId,
  limitPrice: row.limitPrice === 0n ? null : row.limitPrice,
  averagePrice: row.executed === 0n ? null : averagePrice(row),
});

export const tradeView = (row: TradeRow) => ({ ...row, id: row.tradeId, at: row.executedAt });

export const orderPageView = ({ rows, next }: Page<OrderRow>) => ({
  orders: rows.map(orderView),
  next,
});
export const tradePageView = ({ rows, next }: Page<TradeRow>) => ({
  trades: rows.map(tradeView),
  next,
});

/** Rounded half up; the exact value is notional / executed. */
function averagePrice({ notional, executed }: OrderRow): bigint {
  return (2n * notional + executed) / (2n * executed);
}
