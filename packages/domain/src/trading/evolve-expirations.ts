import { invariant } from '../kernel/invariant.ts';
import { applyVariation } from '../risk/account-events.ts';
import { applyDelivery } from '../risk/apply.ts';
import { adjustPosition } from '../risk/corporate-action.ts';
import { setMark } from '../risk/instrument-risk.ts';
import type {
  ExpirationJournalFact,
  OptionExercisedFact,
  PositionExpiredFact,
  VariationPaidFact,
} from './expiration-facts.ts';
import { instrumentOf, ledgerOf } from './lookups.ts';
import { pendingKey } from './pending-key.ts';
import type { TradingState } from './state.ts';

/** Applies what exercise, expiration and variation do in this partition. */
export function expired(state: TradingState, fact: ExpirationJournalFact): void {
  if ('sourcePosition' in fact.data) state.referencePosition = fact.data.sourcePosition;
  switch (fact.type) {
    case 'ExpirationApplied': {
      const { instrumentId, expirationId, kind, attempt, price } = fact.data;
      const instrument = instrumentOf(state, instrumentId);
      if (kind === 'EXPIRATION') instrument.delisted = true;
      if (instrument.future !== undefined) setMark(instrument.risk, price);
      const answer = { instrumentId, expirationId, kind, attempt, code: undefined };
      state.expirations.set(pendingKey(instrumentId, expirationId), answer);
      return;
    }
    case 'OptionExercised':
      return exercised(state, fact.data);
    case 'PositionExpired':
      return positionExpired(state, fact.data);
    case 'VariationPaid':
      return varied(state, fact.data);
    case 'ExerciseRefused':
      return;
    case 'ExpirationDeclined': {
      const { sourcePosition: _, ...answer } = fact.data;
      state.expirations.set(pendingKey(answer.instrumentId, answer.expirationId), answer);
      return;
    }
    case 'ExpirationConfirmed': {
      const { instrumentId, expirationId } = fact.data;
      state.expirations.delete(pendingKey(instrumentId, expirationId));
      return;
    }
  }
}

/** Contracts go, shares come or go at the strike: a purchase and a sale that nobody ordered. */
function exercised(state: TradingState, data: OptionExercisedFact['data']): void {
  state.trades += 1n;
  const { instrumentId, underlyingId, contracts, right, buyAccountId, sellAccountId } = data;
  const series = instrumentOf(state, instrumentId).risk;
  const shares = instrumentOf(state, underlyingId).risk;
  const holds = { BUY: right === 'CALL', SELL: right === 'PUT' };
  const sides = [
    ['SELL', sellAccountId],
    ['BUY', buyAccountId],
  ] as const;
  for (const [side, accountId] of sides) {
    if (accountId === undefined) continue;
    const { risk } = ledgerOf(state, accountId);
    const held = risk.exposures.get(instrumentId)?.quantity ?? 0n;
    adjustPosition(risk, series, held, holds[side] ? held - contracts : held + contracts, 0n);
    applyDelivery(risk, shares, side, { ...data, fees: 0n, released: 0n });
  }
}

function positionExpired(state: TradingState, data: PositionExpiredFact['data']): void {
  const { instrumentId, accountId, quantityBefore, quantity, cash, settlementPrice } = data;
  const { risk } = ledgerOf(state, accountId);
  const instrument = instrumentOf(state, instrumentId).risk;
  if (settlementPrice === undefined)
    return adjustPosition(risk, instrument, quantityBefore, quantity, cash);
  pay(state, { ...data, settlementPrice, amount: cash });
  const exposure = risk.exposures.get(instrumentId);
  if (exposure === undefined) return;
  // What is left is worth what it is marked at: it goes without a payment.
  exposure.basis = 0n;
  adjustPosition(risk, instrument, quantityBefore, quantity, 0n);
}

function varied(state: TradingState, data: VariationPaidFact['data']): void {
  pay(state, data);
}

function pay(
  state: TradingState,
  {
    accountId,
    instrumentId,
    settlementPrice,
    amount,
  }: Pick<VariationPaidFact['data'], 'accountId' | 'instrumentId' | 'settlementPrice' | 'amount'>,
): void {
  const { risk } = instrumentOf(state, instrumentId);
  const paid = applyVariation(ledgerOf(state, accountId).risk, risk, settlementPrice);
  invariant(
    paid === amount,
    `${accountId} gains ${paid} by ${instrumentId}, and is paid ${amount}`,
  );
}
