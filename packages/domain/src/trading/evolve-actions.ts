import type { InstrumentId } from '../kernel/ids.ts';
import { invariant } from '../kernel/invariant.ts';
import { isShortSale } from '../orders/terms.ts';
import { pendingKey } from './pending-key.ts';
import {
  accrue,
  adjustHoldings,
  adjustPosition,
  exchangeHoldings,
  exchangePosition,
  payAccrued,
} from '../risk/corporate-action.ts';
import { setMark, setOption } from '../risk/instrument-risk.ts';
import { isExchange } from '../corporate-actions/exchange.ts';
import { exchangeRatioOf, isEnding, ratioOf } from '../corporate-actions/terms.ts';
import type { ActionAppliedFact, ActionFact, OptionSeriesAdjustedFact } from './action-facts.ts';
import { instrumentOf, ledgerOf } from './lookups.ts';
import type { TradedInstrument, TradingState } from './state.ts';

/** Applies what a corporate action does in this partition. */
export function acted(state: TradingState, fact: ActionFact): void {
  if ('sourcePosition' in fact.data) state.referencePosition = fact.data.sourcePosition;
  switch (fact.type) {
    case 'CorporateActionApplied':
      return applied(state, fact.data);
    case 'PositionAdjusted': {
      const { accountId, instrumentId, quantityBefore, quantity, cash } = fact.data;
      const { risk } = instrumentOf(state, instrumentId);
      return adjustPosition(ledgerOf(state, accountId).risk, risk, quantityBefore, quantity, cash);
    }
    case 'OptionSeriesAdjusted':
      return seriesAdjusted(state, fact.data);
    case 'PositionExchanged': {
      const { risk } = ledgerOf(state, fact.data.accountId);
      const { instrumentId, otherInstrumentId: other } = fact.data;
      const given = instrumentOf(state, instrumentId).risk;
      const got = other === undefined ? undefined : instrumentOf(state, other).risk;
      return exchangePosition(risk, given, got, fact.data);
    }
    case 'DividendAccrued': {
      const { actionId, accountId, amount } = fact.data;
      const claims = state.dividends.get(actionId) ?? new Map();
      state.dividends.set(actionId, claims.set(accountId, amount));
      return accrue(ledgerOf(state, accountId).risk, amount);
    }
    case 'DividendsPaid':
      return;
    case 'DividendPaid': {
      const { actionId, accountId, amount } = fact.data;
      const claims = state.dividends.get(actionId);
      claims?.delete(accountId);
      if (claims?.size === 0) state.dividends.delete(actionId);
      return payAccrued(ledgerOf(state, accountId).risk, amount);
    }
    case 'CorporateActionDeclined': {
      const { actionId, instrumentId, version, attempt, code } = fact.data;
      const answer = { actionId, instrumentId, version, attempt, kind: 'DECLINED', code } as const;
      state.actions.set(pendingKey(instrumentId, actionId), answer);
      return;
    }
    case 'CorporateActionConfirmed':
      return confirmed(state, fact.data);
  }
}

function applied(state: TradingState, data: ActionAppliedFact['data']): void {
  const { actionId, instrumentId, version, attempt, referencePrice, previousClose } = data;
  const instrument = instrumentOf(state, instrumentId);
  setPrices(instrument, referencePrice, previousClose);
  const ratio = ratioOf(data);
  if (ratio !== undefined || data.amount !== undefined || data.kind === 'SPIN_OFF') {
    // What was sold at a price of before triggers no stop any more.
    instrument.lastSale = 0n;
    instrument.risk.lastSale = 0n;
  }
  setMark(instrument.risk, data.mark);
  if (isEnding(data)) instrument.delisted = true;
  if (isEnding(data) && isExchange(data)) {
    const exchange = { ratio: exchangeRatioOf(data), otherInstrumentId: data.otherInstrumentId };
    for (const { risk } of state.accounts.values()) exchangeHoldings(risk, instrumentId, exchange);
  }
  if (ratio !== undefined) {
    const open = openOfLocates(state, instrumentId);
    for (const { accountId, risk } of state.accounts.values())
      adjustHoldings(risk, instrumentId, ratio, (id) => open.get(`${accountId}/${id}`) ?? 0n);
  }
  const prices = { referencePrice, previousClose };
  const answer = { actionId, instrumentId, version, attempt, kind: 'APPLIED', ...prices } as const;
  state.actions.set(pendingKey(instrumentId, actionId), answer);
}

/** Options go on with another strike, and are margined anew; what is not paid for of them is counted in more contracts. */
function seriesAdjusted(state: TradingState, data: OptionSeriesAdjustedFact['data']): void {
  const { instrumentId, strike, referencePrice, previousClose, mark } = data;
  const before = instrumentOf(state, instrumentId);
  invariant(before.option !== undefined, `${instrumentId} is no option`);
  const option = { ...before.option, strike };
  const instrument = { ...before, option };
  state.instruments.set(instrumentId, instrument);
  setPrices(instrument, referencePrice, previousClose);
  instrument.lastSale = 0n;
  instrument.risk.lastSale = 0n;
  setOption(instrument.risk, option);
  setMark(instrument.risk, mark);
  const ratio = { newShares: BigInt(data.newShares), oldShares: BigInt(data.oldShares) };
  for (const { risk } of state.accounts.values())
    adjustHoldings(risk, instrumentId, ratio, () => 0n);
}

/** Open short sales by account and locate. */
function openOfLocates(
  state: TradingState,
  instrumentId: InstrumentId,
): ReadonlyMap<string, bigint> {
  const open = new Map<string, bigint>();
  for (const { accountId, locateId, side, leaves } of state.orders.ofInstrument(instrumentId)) {
    if (locateId === undefined || !isShortSale(side)) continue;
    const key = `${accountId}/${locateId}`;
    open.set(key, (open.get(key) ?? 0n) + leaves);
  }
  return open;
}

/** Where it was put in force the answer has been heard; elsewhere the prices follow it now. */
function confirmed(
  state: TradingState,
  data: Extract<ActionFact, { type: 'CorporateActionConfirmed' }>['data'],
): void {
  const { actionId, instrumentId, referencePrice, previousClose } = data;
  if (state.actions.delete(pendingKey(instrumentId, actionId))) return;
  if (referencePrice === undefined || previousClose === undefined) return;
  const instrument = instrumentOf(state, instrumentId);
  setPrices(instrument, referencePrice, previousClose);
  setMark(instrument.risk, previousClose);
}

function setPrices(instrument: TradedInstrument, referencePrice: bigint, previousClose: bigint) {
  instrument.referencePrice = referencePrice;
  instrument.previousClose = previousClose;
  instrument.risk.previousClose = previousClose;
}
