import { formatDecimal, type Price } from '../kernel/fixed-point.ts';
import { MAX_PRICE_TICKS } from '../instruments/price-range.ts';
import { tickAt } from '../instruments/tick.ts';
import { combines, isHalt, matchesOnArrival, phaseAccepts } from '../orders/acceptance.ts';
import type { PlaceOrderCommand } from '../orders/commands.ts';
import { checkRequiredTerms } from '../orders/required-terms.ts';
import { bookSideOf, hasLimit, isShortSale, isStop, mayRest } from '../orders/terms.ts';
import { heldOn } from '../risk/account-risk.ts';
import { formatDate } from '../time/civil-date.ts';
import { newYorkTime, type Instant } from '../time/new-york.ts';
import { collar, MARKET_COLLAR } from './collar.ts';
import { checkExpiry } from './expiry.ts';
import { invalid, type RefusedOrder } from './refusal.ts';
import type { AccountLedger, TradedInstrument, TradingState } from './state.ts';
import { hasClientOrderId } from './client-order-ids.ts';

type Terms = PlaceOrderCommand['data'];

/** An order that can be placed, if the account may: with the limit it will trade under. */
export interface ValidOrder {
  readonly ok: true;
  readonly ledger: AccountLedger;
  readonly instrument: TradedInstrument;
  /** Of an order without a limit: its collar. */
  readonly limitPrice: Price;
}

/**
 * Whether the order can be placed at all. The order of the checks is a promise (domain notes 3.6): terms, account,
 * instrument, phase, quantity, prices, type with time in force, last day, name; the first that fails is the answer.
 * How a sale is marked is checked with risk, which knows the position.
 * @param at when the order came in, ns since 1970 UTC.
 */
export function validateOrder(
  state: TradingState,
  terms: Terms,
  at: Instant,
): ValidOrder | RefusedOrder {
  const wrong = checkRequiredTerms(terms);
  if (wrong !== undefined) return { ok: false, stage: 'VALIDATION', rejection: wrong };
  const ledger = state.accounts.get(terms.accountId);
  if (ledger === undefined)
    return invalid('UNKNOWN_ACCOUNT', `there is no account ${terms.accountId} here`);
  if (isSuspended(ledger, at))
    return invalid(
      'ACCOUNT_SUSPENDED',
      `account ${terms.accountId} is suspended; cancels are taken`,
    );
  const instrument = state.instruments.get(terms.instrumentId);
  if (instrument === undefined)
    return invalid('UNKNOWN_INSTRUMENT', `there is no instrument ${terms.instrumentId} here`);
  const refused =
    checkInstrument(ledger, instrument, terms) ??
    checkPhase(instrument, terms) ??
    checkQuantities(instrument, terms) ??
    checkPrices(instrument, terms, at) ??
    checkBand(instrument, terms) ??
    checkCombination(terms) ??
    checkExpiry(state, terms, at) ??
    checkName(ledger, terms, at);
  if (refused !== undefined) return refused;
  return { ok: true, ledger, instrument, limitPrice: workingLimit(instrument, terms, at) };
}

/** Reading New York's clocks costs: only where something is held against the account. */
function isSuspended({ risk: { hold } }: AccountLedger, at: Instant): boolean {
  return hold.restriction === 'SUSPENDED' && heldOn(hold, newYorkTime(at).date) === 'SUSPENDED';
}

const PERMITTED_AT_FIRST: readonly string[] = ['EQUITY', 'ETF'];

function checkInstrument(
  { permissions, accountId }: AccountLedger,
  instrument: TradedInstrument,
  { side }: Terms,
): RefusedOrder | undefined {
  const assetClass = instrument.assetClass ?? 'EQUITY';
  if (!(permissions?.assetClasses ?? PERMITTED_AT_FIRST).includes(assetClass))
    return invalid('NOT_PERMITTED', `account ${accountId} may not trade ${assetClass}`);
  if (isShortSale(side) && permissions?.shortSelling !== true)
    return invalid('NOT_PERMITTED', `account ${accountId} may not sell short`);
  if (instrument.option !== undefined && instrument.risk.underlying === undefined)
    return invalid('INSTRUMENT_NOT_TRADED', `${instrument.option.underlyingId} is not listed here`);
  return checkTraded(instrument);
}

/** Whether anybody may place or change orders in an instrument; cancels are always taken. */
export function checkTraded(instrument: TradedInstrument): RefusedOrder | undefined {
  if (instrument.suspended === true)
    return invalid(
      'INSTRUMENT_HALTED',
      `${instrument.instrumentId} is suspended by the platform until an operator has halted and resumed it`,
    );
  return instrument.delisted
    ? invalid('INSTRUMENT_NOT_TRADED', `${instrument.instrumentId} is delisted`)
    : undefined;
}

function checkPhase(
  { phase, instrumentId }: TradedInstrument,
  { timeInForce }: Terms,
): RefusedOrder | undefined {
  if (phaseAccepts(phase, timeInForce)) return undefined;
  return isHalt(phase)
    ? invalid(
        'INSTRUMENT_HALTED',
        `trading in ${instrumentId} is halted: ${timeInForce} orders come too early`,
      )
    : invalid(
        'PHASE_NOT_ACCEPTING',
        `${instrumentId} is ${phase}, which takes no ${timeInForce} orders`,
      );
}

/** Odd lots are welcome; what is a round lot decides what counts as a last sale. */
function checkQuantities(
  { maxOrderQuantity, phase }: TradedInstrument,
  { quantity, minimumQuantity, type, timeInForce }: Terms,
): RefusedOrder | undefined {
  if (quantity > maxOrderQuantity)
    return invalid('QUANTITY_LIMIT', `at most ${maxOrderQuantity} in one order`);
  if (minimumQuantity === undefined) return undefined;
  return matchesOnArrival(phase, timeInForce) && !isStop(type)
    ? undefined
    : invalid('INVALID_LOT', 'a minimum quantity needs an order that is matched on arrival');
}

/** A price must stand on its tick and be small enough to be counted in ticks. */
export function checkPrice(
  instrument: TradedInstrument,
  price: Price,
  at: Instant,
): RefusedOrder | undefined {
  const { tickSize, tickTable, symbol } = instrument;
  const tick = tickTable === undefined ? tickSize : tickAt(instrument, price, newYorkTime(at).date);
  if (price % tick !== 0n || price % tickSize !== 0n)
    return invalid(
      'INVALID_TICK',
      `prices of ${symbol} move in steps of ${formatDecimal(tick)} USD`,
    );
  return price / tickSize > MAX_PRICE_TICKS
    ? invalid('INVALID_TICK', `the price is more than ${MAX_PRICE_TICKS} ticks`)
    : undefined;
}

function checkPrices(
  instrument: TradedInstrument,
  terms: Terms,
  at: Instant,
): RefusedOrder | undefined {
  const { limitPrice, stopPrice } = terms;
  return (
    (limitPrice === undefined ? undefined : checkPrice(instrument, limitPrice, at)) ??
    (stopPrice === undefined ? undefined : checkPrice(instrument, stopPrice, at))
  );
}

/** Limit Up-Limit Down, limit days of futures: what may rest must be executable (a choice: refused, not repriced). */
function checkBand(instrument: TradedInstrument, terms: Terms): RefusedOrder | undefined {
  const { type, limitPrice, timeInForce, side } = terms;
  if (type !== 'LIMIT' || limitPrice === undefined || !mayRest(timeInForce)) return undefined;
  return checkBandOf(instrument, bookSideOf(side) === 'BUY', limitPrice);
}

export function checkBandOf(
  { phase, upperBand, lowerBand }: TradedInstrument,
  isBuy: boolean,
  price: Price,
): RefusedOrder | undefined {
  if (phase !== 'CONTINUOUS') return undefined;
  if (isBuy && upperBand !== 0n && price > upperBand)
    return invalid('PRICE_OUTSIDE_BAND', `bids go up to ${formatDecimal(upperBand)} USD now`);
  return !isBuy && lowerBand !== 0n && price < lowerBand
    ? invalid('PRICE_OUTSIDE_BAND', `offers go down to ${formatDecimal(lowerBand)} USD now`)
    : undefined;
}

function checkCombination({ type, timeInForce, expiresOn }: Terms): RefusedOrder | undefined {
  if (combines(type, timeInForce)) return undefined;
  const words = expiresOn === undefined ? timeInForce : `${timeInForce} ${formatDate(expiresOn)}`;
  return invalid('UNSUPPORTED_COMBINATION', `a ${type} order cannot be ${words}`);
}

function checkName(
  ledger: AccountLedger,
  { clientOrderId }: Terms,
  at: Instant,
): RefusedOrder | undefined {
  if (clientOrderId === undefined || !hasClientOrderId(ledger.clientOrderIds, clientOrderId, at))
    return undefined;
  return invalid('DUPLICATE_CLIENT_ORDER_ID', `${clientOrderId} was used before on this day`);
}

/** The worst price that the order may trade at: its limit, or the collar that stands in for one. */
function workingLimit(instrument: TradedInstrument, terms: Terms, at: Instant): Price {
  const { limitPrice, stopPrice, side, type } = terms;
  if (hasLimit(type) && limitPrice !== undefined) return limitPrice;
  const anchor = stopPrice ?? instrument.referencePrice;
  const distance = MARKET_COLLAR.on(newYorkTime(at).date).value;
  return collar(anchor, bookSideOf(side), distance, instrument.tickSize);
}
