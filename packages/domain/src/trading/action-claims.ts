import type { CorporateActionDueFact } from '../corporate-actions/facts.ts';
import { multiplied, priceAfter } from '../corporate-actions/entitlement.ts';
import { costAlong, exchanged, isExchange } from '../corporate-actions/exchange.ts';
import { exchangeRatioOf, ratioOf, type Ratio } from '../corporate-actions/terms.ts';
import type { Price, Quantity } from '../kernel/fixed-point.ts';
import type { AccountId, InstrumentId } from '../kernel/ids.ts';
import type { ActionFact } from './action-facts.ts';
import { instrumentOf } from './lookups.ts';
import type { TradingState } from './state.ts';

type Due = CorporateActionDueFact['data'];

/** What an action does to one account. */
export type Claim = Extract<
  ActionFact,
  { type: 'PositionAdjusted' | 'DividendAccrued' | 'PositionExchanged' }
>;

/** What an account has of an instrument. */
export interface Held {
  readonly accountId: AccountId;
  /** Signed, not 0. */
  readonly quantity: Quantity;
}

/** What accounts have in an instrument, in the order of their ids. */
export function positionsIn(state: TradingState, instrumentId: InstrumentId): readonly Held[] {
  return [...state.accounts.values()]
    .flatMap(({ accountId, risk }) => {
      const quantity = risk.exposures.get(instrumentId)?.quantity ?? 0n;
      return quantity === 0n ? [] : [{ accountId, quantity }];
    })
    .toSorted((a, b) => (a.accountId < b.accountId ? -1 : 1));
}

/** Official close of the acquirer or of what is spun off, 1/10 000 USD; 0: there is no other instrument. */
export function otherCloseOf(state: TradingState, { otherInstrumentId }: Due): Price {
  return otherInstrumentId === undefined
    ? 0n
    : instrumentOf(state, otherInstrumentId).previousClose;
}

/** What an action does to each account that holds the instrument, or owes it. */
export function claimsOf(state: TradingState, due: Due): readonly Claim[] {
  const held = positionsIn(state, due.instrumentId);
  if (isExchange(due)) {
    const otherClose = otherCloseOf(state, due);
    return held.map((one) => exchangeOf(one, due, otherClose));
  }
  const ratio = ratioOf(due);
  if (ratio !== undefined) {
    const { previousClose } = instrumentOf(state, due.instrumentId);
    const price = due.cashInLieuPrice ?? priceAfter(previousClose, due, ratio);
    return held.map((one) => adjustmentOf(one, due, ratio, price));
  }
  return due.amount === undefined ? [] : held.map((one) => dividendOf(one, due));
}

function exchangeOf({ accountId, quantity }: Held, due: Due, otherClose: Price): Claim {
  const { actionId, instrumentId, otherInstrumentId } = due;
  const named = { actionId, instrumentId, accountId, quantityBefore: quantity };
  const other = otherInstrumentId === undefined ? {} : { otherInstrumentId };
  const after = exchanged(quantity, due, otherClose);
  const costBasisPoints = costAlong(due);
  const ratio = shares(exchangeRatioOf(due));
  return {
    type: 'PositionExchanged',
    data: { ...named, ...after, ...other, ...ratio, costBasisPoints },
  };
}

function adjustmentOf(
  { accountId, quantity }: Held,
  { actionId, instrumentId, fractions }: Due,
  ratio: Ratio,
  price: Price,
): Claim {
  const named = { actionId, instrumentId, accountId, quantityBefore: quantity };
  const after = multiplied(quantity, ratio, fractions, price);
  const { newShares, oldShares } = ratio;
  const terms = { newShares: Number(newShares), oldShares: Number(oldShares) };
  return { type: 'PositionAdjusted', data: { ...named, ...after, ...terms } };
}

function dividendOf(
  { accountId, quantity }: Held,
  { actionId, instrumentId, amount = 0n, returnOfCapital = 0n }: Due,
): Claim {
  const claim = { quantity, amount: quantity * amount };
  const data = { actionId, instrumentId, accountId, ...claim };
  return {
    type: 'DividendAccrued',
    data: { ...data, returnOfCapital: quantity * returnOfCapital },
  };
}

/** The issuer's side of the claims. */
export function sumsOf(due: Due, claims: readonly Claim[], otherClose: Price) {
  let [issued, cashInLieu, accrued, paid, otherIssued] = [0n, 0n, 0n, 0n, 0n];
  for (const { type, data } of claims)
    if (type === 'DividendAccrued') accrued += data.amount;
    else {
      issued += data.quantity - data.quantityBefore;
      cashInLieu += type === 'PositionAdjusted' ? data.cash : data.cashInLieu;
      if (type === 'PositionAdjusted') continue;
      paid += data.cash;
      otherIssued += data.received;
    }
  const sums = { issued, cashInLieu, accrued };
  if (!isExchange(due)) return sums;
  return due.otherInstrumentId === undefined
    ? { ...sums, paid }
    : { ...sums, paid, otherIssued, otherClose };
}

function shares(ratio: Ratio | undefined) {
  return ratio === undefined
    ? {}
    : { newShares: Number(ratio.newShares), oldShares: Number(ratio.oldShares) };
}
