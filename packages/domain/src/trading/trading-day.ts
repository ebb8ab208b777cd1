import { isKnownYear } from '../calendar/sessions.ts';
import { settlementDateOf } from '../calendar/settlement.ts';
import { dearest, NO_UNIT_FEES, type UnitFees } from '../fees/execution-fees.ts';
import { scheduleOf, type Product } from '../accounts/commissions.ts';
import { tickAt } from '../instruments/tick.ts';
import { riskContextOn, type RiskContext, type RiskPolicy } from '../risk/context.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { newYorkTime, type Instant } from '../time/new-york.ts';
import type { TradingState } from './state.ts';

/** What decisions of one day have in common. */
export interface TradingDay {
  readonly date: CivilDate;
  /** When trades of the day settle; undefined: at once, because no sessions are held. */
  readonly settlementDate: CivilDate | undefined;
  readonly risk: RiskContext;
}

/**
 * The day on which decisions are taken: that of the session, or without sessions that of New York's calendar. Trades
 * have a trade and a settlement date only where sessions are held; a market that never closes settles at once.
 */
export function tradingDayOf(state: TradingState, at: Instant): CivilDate {
  return state.session.date ?? newYorkTime(at).date;
}

/** @throws RuleNotInForceError before 2001. */
export function newTradingDay(
  state: TradingState,
  date: CivilDate,
  policy: RiskPolicy,
): TradingDay {
  const settles = state.session.date !== undefined && isKnownYear(date);
  return {
    date,
    settlementDate: settles ? settlementDateOf(date) : undefined,
    risk: riskContextOn(date, policy, {
      tickAt: ({ instrumentId }, price) => {
        const instrument = state.instruments.get(instrumentId);
        return instrument === undefined ? 1n : tickAt(instrument, price, date);
      },
      venueFee: (product) => dearestOf(state.venueFees, product),
    }),
  };
}

/** What an order holds back for fees does not depend on where it will be executed. */
function dearestOf(venues: TradingState['venueFees'], product: Product): UnitFees {
  let most = NO_UNIT_FEES;
  for (const fees of venues.values()) most = dearest(scheduleOf(fees, product), most);
  return most;
}
