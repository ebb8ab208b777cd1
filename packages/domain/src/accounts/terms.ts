import { Type } from 'typebox';
import { integer, moneyOrZero, quantity, record } from '../contracts/schema/fields.ts';

/** How an account pays: in full (Reg T 220.8), or with a loan on its securities (Reg T 220.4). */
export const ACCOUNT_TYPES = ['CASH', 'MARGIN'] as const;
export type AccountType = (typeof ACCOUNT_TYPES)[number];

/** What an account may trade. */
export const ASSET_CLASSES = ['EQUITY', 'ETF', 'OPTION', 'FUTURE'] as const;
export type AssetClass = (typeof ASSET_CLASSES)[number];

/**
 * What is held against an account, from nothing to everything. SETTLED_CASH_ONLY is the 90-day freeze of Reg T
 * 220.8(c); CLOSING_ONLY lets exposure only shrink; SUSPENDED takes no orders, cancels only.
 */
export const ACCOUNT_RESTRICTIONS = [
  'NONE',
  'SETTLED_CASH_ONLY',
  'CLOSING_ONLY',
  'SUSPENDED',
] as const;
export type AccountRestriction = (typeof ACCOUNT_RESTRICTIONS)[number];

/** What is held against an instrument, for everybody or for one account. */
export const INSTRUMENT_RESTRICTIONS = [
  'NONE',
  'NO_SHORT_SALES',
  'CLOSING_ONLY',
  'BANNED',
] as const;
export type InstrumentRestriction = (typeof INSTRUMENT_RESTRICTIONS)[number];

/** Which rule watches day trading: the intraday margin standard of 2026, or the pattern-day-trader rule before it. */
export const DAY_TRADING_RULES = ['INTRADAY_MARGIN', 'LEGACY_PDT'] as const;
export type DayTradingRule = (typeof DAY_TRADING_RULES)[number];

/** Option approval: 0 none, 1 covered, 2 long, 3 spreads, 4 naked. */
export const OPTION_LEVEL_MAX = 4;

/** Limits of the house for one account (SEC Rule 15c3-5); an absent one is no limit. */
export const RISK_LIMITS = record({
  maxOrderQuantity: Type.Optional(quantity('Largest quantity of one order')),
  maxOrderNotional: Type.Optional(moneyOrZero('Largest value of one order at its limit')),
  collarBasisPoints: Type.Optional(
    integer('Furthest a limit may be through the market, 1/10 000 of it', {
      minimum: 1,
      maximum: 10_000,
    }),
  ),
  ordersPerSecond: Type.Optional(
    integer('Orders and replaces per second; cancels are free', { minimum: 1, maximum: 1_000_000 }),
  ),
  duplicateWindowMs: Type.Optional(
    integer('Same instrument, side, quantity and price within this time is refused', {
      minimum: 1,
      maximum: 60_000,
    }),
  ),
  maxPositionQuantity: Type.Optional(quantity('Largest position in one instrument, either way')),
  maxPositionNotional: Type.Optional(moneyOrZero('Largest position in one instrument by value')),
  maxGrossExposure: Type.Optional(moneyOrZero('Largest sum of positions, long and short')),
  maxNetExposure: Type.Optional(moneyOrZero('Largest difference of long and short, either way')),
  concentrationBasisPoints: Type.Optional(
    integer('Largest share of one position in the account’s equity, 1/10 000', {
      minimum: 1,
      maximum: 100_000,
    }),
  ),
  maxDailyLoss: Type.Optional(
    moneyOrZero('Loss of a day, realised and unrealised, that stops opening trades'),
  ),
  maxOpenOrders: Type.Optional(
    integer('Largest number of open orders', { minimum: 1, maximum: 10_000_000 }),
  ),
});
