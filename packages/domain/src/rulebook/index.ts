import { SETTLEMENT_CYCLE } from '../calendar/settlement.ts';
import { TICK_STEPS } from '../instrument/tick.ts';
import { MARKET_COLLAR } from '../trading/collar.ts';
import {
  ES_MARGIN,
  OPTION_MARGIN,
  OPTION_POSITION_LIMIT,
  SPECULATOR_INITIAL,
} from './derivatives.ts';
import type { EffectiveDated } from './effective-dated.ts';
import { HOUSE_VENUE_EQUITY, SECTION_31, TAF_EQUITY, TAF_OPTION } from './fees.ts';
import {
  CASH_ACCOUNT,
  EQUITY_MARGIN,
  HOUSE_MARGIN,
  INTRADAY_STANDARD,
  LEGACY_PDT,
  MARGIN_CALLS,
  MINIMUM_EQUITY,
} from './margin.ts';
import { PRICE_COLLAR_LADDER } from './risk.ts';

/** Every number of the rules that may change with time, in the order in which `bellwether rules` prints them. */
export const RULEBOOK: readonly EffectiveDated<unknown>[] = [
  SETTLEMENT_CYCLE,
  ...Object.values(TICK_STEPS),
  SECTION_31,
  TAF_EQUITY,
  TAF_OPTION,
  HOUSE_VENUE_EQUITY,
  EQUITY_MARGIN,
  HOUSE_MARGIN,
  MINIMUM_EQUITY,
  MARGIN_CALLS,
  INTRADAY_STANDARD,
  LEGACY_PDT,
  CASH_ACCOUNT,
  OPTION_MARGIN,
  ES_MARGIN,
  SPECULATOR_INITIAL,
  OPTION_POSITION_LIMIT,
  MARKET_COLLAR,
  PRICE_COLLAR_LADDER,
];
