import type { Sql } from '@bellwether/platform/postgres';

/** An instrument's last trade and the best prices of its book, at one moment; integers as text. */
export interface MarketRow {
  readonly instrument_id: string;
  readonly symbol: string;
  readonly last_price: string;
  readonly last_quantity: string;
  readonly last_trade_at: string;
  readonly trades: string;
  /** Null where nobody asks. */
  readonly bid_price: string | null;
  readonly bid_quantity: string | null;
  readonly bid_orders: number;
  readonly ask_price: string | null;
  readonly ask_quantity: string | null;
  readonly ask_orders: number;
  /** Commit position as of which the book is so. */
  readonly book_position: string;
  /** Commit position as of which the last trade is so. */
  readonly price_position: string;
}

/** Each read model stands where it stands: they may be switched, or wait for a newer program, one by one. */
const positionOf = (projection: string): string =>
  `(select position from read_models.checkpoints where state = 'active' and projection = '${projection}')`;

/** Each best price is an end of the index of the book, one look-up for each side of FIX 54. */
const best = (end: 'min' | 'max', side: string): string =>
  `select ${end}(limit_price) as price from read_models.orders
   where instrument_id = i.instrument_id and side = '${side}' and shown > 0`;

const level = (price: string, sides: string): string => `
  select ${price} as price, sum(shown)::text as quantity, count(*)::int as orders from read_models.orders
  where instrument_id = i.instrument_id and side in (${sides}) and shown > 0 and limit_price = ${price}`;

const MARKET = `
  select i.instrument_id, i.symbol, i.last_price, i.last_quantity, i.last_trade_at, i.trades,
         bid.price as bid_price, bid.quantity as bid_quantity, bid.orders as bid_orders,
         ask.price as ask_price, ask.quantity as ask_quantity, ask.orders as ask_orders,
         ${positionOf('orders')} as book_position, ${positionOf('instruments')} as price_position
  from read_models.instruments as i
  cross join lateral (${best('max', 'BUY')}) as best_bid
  cross join lateral (
    select min(price) as price from (
      ${['SELL', 'SELL_SHORT', 'SELL_SHORT_EXEMPT'].map((side) => best('min', side)).join(' union all ')}
    ) as each
  ) as best_ask
  cross join lateral (${level('best_bid.price', "'BUY'")}) as bid
  cross join lateral (${level('best_ask.price', "'SELL', 'SELL_SHORT', 'SELL_SHORT_EXEMPT'")}) as ask
  where i.instrument_id = any($1::text[])`;

/** The market of some instruments, as the read models in force have it. */
export function marketOf(sql: Sql, instruments: readonly string[]): Promise<readonly MarketRow[]> {
  return sql.unsafe<MarketRow[]>(MARKET, [instruments as string[]], { prepare: true });
}
