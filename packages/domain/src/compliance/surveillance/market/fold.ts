import type { ObservedFact, Observed } from '../observed.ts';
import { setShown } from './book.ts';
import type { MarketEvent } from './event.ts';
import { accepted, decremented, ended, refreshed, refused, replaced, triggered } from './orders.ts';
import { instrumentOf, newInstrument, placeOf } from './lookups.ts';
import type { MarketState } from './state.ts';
import { bustedTrade, executedAway, traded } from './trades.ts';

const NOTHING: readonly MarketEvent[] = [];

/** Follows books, orders, owners and positions by one fact, and says what happened. What is no market's matter is nothing. */
export function foldMarket(state: MarketState, observed: Observed): readonly MarketEvent[] {
  // Between the facts of one command a book may be crossed: what came in stands in it when the command is over.
  if (observed.entryIndex === 0 && state.arriving !== undefined) settle(state, state.arriving);
  const fact = observed.fact as ObservedFact;
  switch (fact.type) {
    case 'AccountOpened':
    case 'AccountAdmitted': {
      const { accountId, beneficialOwner: owner = accountId } = fact.data;
      if (!state.accounts.has(accountId))
        state.accounts.set(accountId, { owner, kind: 'CUSTOMER' });
      return NOTHING;
    }
    case 'BeneficialOwnerSet': {
      const { accountId, owner, accountKind: kind } = fact.data;
      state.accounts.set(accountId, { owner, kind });
      return NOTHING;
    }
    case 'InstrumentAdmitted':
      admit(state, fact.data);
      return NOTHING;
    case 'SharesAllocated':
      move(state, fact.data.accountId, fact.data.instrumentId, fact.data.quantity);
      return NOTHING;
    case 'OrderAccepted':
      return accepted(state, fact.data, observed);
    case 'OrderRejected':
      return refused(state, fact.data, observed);
    case 'TradeExecuted':
      move(state, fact.data.buyAccountId, fact.data.instrumentId, fact.data.quantity);
      move(state, fact.data.sellAccountId, fact.data.instrumentId, -fact.data.quantity);
      return traded(state, fact.data, observed);
    case 'OrderExecuted': {
      const { accountId, instrumentId, side, quantity } = fact.data;
      move(state, accountId, instrumentId, side === 'BUY' ? quantity : -quantity);
      return executedAway(state, fact.data, observed);
    }
    case 'TradeBusted':
      move(state, fact.data.buyAccountId, fact.data.instrumentId, -fact.data.quantity);
      move(state, fact.data.sellAccountId, fact.data.instrumentId, fact.data.quantity);
      bustedTrade(state, fact.data);
      return NOTHING;
    case 'OrderCancelled':
      return ended(state, fact.data, observed);
    case 'OrderReplaced':
      return replaced(state, fact.data, observed);
    case 'OrderTriggered':
      triggered(state, fact.data, observed);
      return NOTHING;
    case 'OrderDecremented':
      decremented(state, fact.data);
      return NOTHING;
    case 'OrderRefreshed':
      refreshed(state, fact.data);
      return NOTHING;
    case 'BandsSet':
      band(state, fact.data);
      return NOTHING;
    case 'PhaseChanged': {
      const instrument = instrumentOf(state, fact.data.instrumentId);
      const before = instrument.phase;
      instrument.phase = fact.data.phase;
      return [{ kind: 'phase', before, instrument, at: observed.at, place: placeOf(observed) }];
    }
    case 'AuctionCompleted': {
      const { instrumentId, price, volume } = fact.data;
      const instrument = instrumentOf(state, instrumentId);
      return [
        { kind: 'auction', price, volume, instrument, at: observed.at, place: placeOf(observed) },
      ];
    }
    default:
      return NOTHING;
  }
}

/** The order whose command is over stands in the book, if it may. */
function settle(state: MarketState, orderId: string): void {
  state.arriving = undefined;
  const order = state.orders.get(orderId);
  if (order === undefined || !order.rests || order.shown > 0n) return;
  const { leaves, displayQuantity = leaves } = order;
  setShown(
    instrumentOf(state, order.instrumentId),
    order,
    displayQuantity < leaves ? displayQuantity : leaves,
  );
}

type Admitted = Extract<ObservedFact, { readonly type: 'InstrumentAdmitted' }>['data'];

function admit(state: MarketState, data: Admitted): void {
  const { instrumentId, tickSize, multiplier = 1, option } = data;
  // A partition that it moves to admits it, too: its book goes on.
  const known = state.instruments.get(instrumentId);
  state.instruments.set(instrumentId, {
    ...(known ?? newInstrument(instrumentId)),
    tick: tickSize,
    multiplier: BigInt(multiplier),
    option,
  });
  if (option === undefined) return;
  const { series } = instrumentOf(state, option.underlyingId);
  if (!series.includes(instrumentId)) series.push(instrumentId);
}

function band(
  state: MarketState,
  { instrumentId, lower, upper }: { instrumentId: string; lower: bigint; upper: bigint },
): void {
  const instrument = instrumentOf(state, instrumentId);
  [instrument.lowerBand, instrument.upperBand] = [lower, upper];
}

function move(state: MarketState, accountId: string, instrumentId: string, by: bigint): void {
  const owner = state.accounts.get(accountId)?.owner ?? accountId;
  let held = state.positions.get(owner);
  if (held === undefined) state.positions.set(owner, (held = new Map<string, bigint>()));
  const now = (held.get(instrumentId) ?? 0n) + by;
  if (now === 0n) held.delete(instrumentId);
  else held.set(instrumentId, now);
}
