export * from './page.ts';
export * from './read-model.ts';
export type { AccountRow } from '../postgres/accounts/table.ts';
export type { InstrumentRow } from '../postgres/instruments/table.ts';
export type { OrderRow } from '../postgres/orders/table.ts';
export type { PositionRow } from '../postgres/positions/table.ts';
export type { TradeRow } from '../postgres/trades/table.ts';
export type { CachedPrice } from '../redis/latest-price.ts';
