import { CLOSE_OUT } from '../buy-ins/close-out.ts';
import { RETENTION_PERIODS } from '../compliance/retention/classes.ts';
import { SETTLEMENT_CYCLE } from '../calendar/settlement.ts';
import { ROUND_LOTS } from '../instruments/round-lot.ts';
import { TICK_STEPS } from '../instruments/tick.ts';
import { LIMIT_EXPANSION } from '../protection/futures-limits.ts';
import { LULD } from '../protection/luld-rules.ts';
import { MARKET_WIDE } from '../protection/market-wide.ts';
import { SHORT_SALE_TRIGGER } from '../protection/rule-201.ts';
import { STOP_CASCADE } from '../protection/stop-cascade.ts';
import { SESSION_TIMETABLE } from '../sessions/timetable.ts';
import { MARKET_COLLAR } from '../trading/collar.ts';
import { QUOTE_AGE } from '../trading/protected-quotes.ts';
import {
  ES_MARGIN,
  OPTION_MARGIN,
  OPTION_POSITION_LIMIT,
  SPECULATOR_INITIAL,
} from './derivatives.ts';
import type { EffectiveDated } from '../time/effective-dated.ts';
import { SECTION_31, TAF_EQUITY, TAF_OPTION } from './fees.ts';
import {
  CASH_ACCOUNT,
  EQUITY_MARGIN,
  HOUSE_MARGIN,
  INTRADAY_RELIEF,
  INTRADAY_STANDARD,
  LEGACY_PDT,
  MARGIN_CALLS,
  MINIMUM_EQUITY,
} from './margin.ts';
import { PRICE_COLLAR_LADDER } from './risk.ts';

/** Every number of the rules that may change with time, in the order in which `bellwether rules` prints them. */
export const RULEBOOK: readonly EffectiveDated<unknown>[] = [
  SETTLEMENT_CYCLE,
  CLOSE_OUT,
  SESSION_TIMETABLE,
  ...Object.values(TICK_STEPS),
  ROUND_LOTS,
  SECTION_31,
  TAF_EQUITY,
  TAF_OPTION,
  EQUITY_MARGIN,
  HOUSE_MARGIN,
  MINIMUM_EQUITY,
  MARGIN_CALLS,
  INTRADAY_STANDARD,
  INTRADAY_RELIEF,
  LEGACY_PDT,
  CASH_ACCOUNT,
  OPTION_MARGIN,
  ES_MARGIN,
  SPECULATOR_INITIAL,
  OPTION_POSITION_LIMIT,
  MARKET_COLLAR,
  QUOTE_AGE,
  PRICE_COLLAR_LADDER,
  LULD,
  MARKET_WIDE,
  SHORT_SALE_TRIGGER,
  LIMIT_EXPANSION,
  STOP_CASCADE,
  ...Object.values(RETENTION_PERIODS),
];
