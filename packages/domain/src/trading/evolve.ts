import { tripLossBreaker } from '../risk/account-events.ts';
import { acted } from './evolve-actions.ts';
import { expired } from './evolve-expirations.ts';
import { adopt } from './evolve-reference.ts';
import {
  accepted,
  cancelled,
  decremented,
  executed,
  refreshed,
  refused,
  replaced,
  traded,
  triggered,
} from './evolve-orders.ts';
import { instrumentMoved } from './evolve-moves.ts';
import { moved } from './evolve-transfers.ts';
import { busted } from './evolve-bust.ts';
import type { TradingFact } from './facts.ts';
import { instrumentOf, ledgerOf } from './lookups.ts';
import type { TradingState } from './state.ts';

/**
 * Applies one fact in place. Live decisions, recovery and replay all come through here, so there is one truth about
 * what a fact does.
 * @throws InvariantViolation when the fact contradicts the state: the journal or the program is broken.
 */
export function evolve(state: TradingState, fact: TradingFact): void {
  state.sequence += 1n;
  switch (fact.type) {
    case 'OrderAccepted':
      return accepted(state, fact.data);
    case 'TradeExecuted':
      return traded(state, fact.data);
    case 'OrderExecuted':
      return executed(state, fact.data);
    case 'OrderCancelled':
      return cancelled(state, fact.data);
    case 'OrderReplaced':
      return replaced(state, fact.data);
    case 'OrderTriggered':
      return triggered(state, fact.data);
    case 'OrderDecremented':
      return decremented(state, fact.data);
    case 'OrderRefreshed':
      return refreshed(state, fact.data);
    case 'TradeBusted':
      state.referencePosition = fact.data.sourcePosition ?? state.referencePosition;
      return busted(state, fact.data);
    case 'OrderRejected':
      return refused(state, fact.data);
    case 'CancelRejected':
    case 'ReplaceRejected':
    case 'AuctionCompleted':
      return;
    case 'LossBreakerTripped':
      return tripLossBreaker(ledgerOf(state, fact.data.accountId).risk);
    case 'PhaseChanged':
      instrumentOf(state, fact.data.instrumentId).phase = fact.data.phase;
      return;
    case 'TradingSuspended':
      instrumentOf(state, fact.data.instrumentId).suspended = true;
      return;
    case 'BandsSet': {
      const instrument = instrumentOf(state, fact.data.instrumentId);
      instrument.lowerBand = fact.data.lower;
      instrument.upperBand = fact.data.upper;
      return;
    }
    case 'FundsMovedOut':
    case 'FundsMoveRefused':
    case 'FundsMovedIn':
    case 'FundsMoveConfirmed':
    case 'FundsReleaseDeferred':
      state.referencePosition = fact.data.sourcePosition;
      return moved(state, fact);
    case 'InstrumentMoveAdopted':
    case 'InstrumentMovedOut':
    case 'PositionMovedOut':
    case 'OrderMovedOut':
    case 'InstrumentMovedIn':
    case 'PositionMovedIn':
    case 'OrderMovedIn':
    case 'InstrumentMoveDeclined':
    case 'InstrumentMoveConfirmed':
      state.referencePosition = fact.data.sourcePosition;
      return instrumentMoved(state, fact);
    case 'CorporateActionApplied':
    case 'PositionAdjusted':
    case 'PositionExchanged':
    case 'OptionSeriesAdjusted':
    case 'DividendAccrued':
    case 'DividendsPaid':
    case 'DividendPaid':
    case 'CorporateActionDeclined':
    case 'CorporateActionConfirmed':
      return acted(state, fact);
    case 'ExpirationApplied':
    case 'OptionExercised':
    case 'PositionExpired':
    case 'ExerciseRefused':
    case 'ExpirationDeclined':
    case 'ExpirationConfirmed':
    case 'VariationPaid':
      return expired(state, fact);
    default:
      state.referencePosition = fact.data.sourcePosition;
      return adopt(state, fact);
  }
}
