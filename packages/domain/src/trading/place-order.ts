import { notional, type Money, type Price } from '../kernel/fixed-point.ts';
import { reject, type Rejection } from '../kernel/rejection.ts';
import type { PlaceOrderCommand } from '../order/commands.ts';
import type { REJECT_STAGES } from '../order/facts.ts';
import { freeCash, freeShares, type TradedInstrument, type TradingState } from './state.ts';

/**
 * How far from the reference price a market order may trade, in 1/10 000 of it: 5 %, the buffer by which brokers
 * commonly reserve for market orders. A house choice: what lies beyond is cancelled with reason COLLAR.
 */
export const MARKET_COLLAR_BASIS_POINTS = 500n;

/** Engine prices are counted in ticks and must fit a signed 32-bit integer. */
export const MAX_PRICE_TICKS = 2n ** 31n - 1n;

/** An order that passed: the limit it trades under and the cash to hold back for its worst case. */
export interface ApprovedOrder {
  readonly ok: true;
  readonly limitPrice: Price;
  readonly reserved: Money;
}

/** An order that failed, and at which check. */
export interface RefusedOrder {
  readonly ok: false;
  readonly stage: (typeof REJECT_STAGES)[number];
  readonly rejection: Rejection;
}

/**
 * Whether the order can be placed at all: account, instrument, terms, tick (in this order; the first failure is the
 * answer). Returns the limit it will trade under: of a market order, the collar.
 */
export function validateOrder(
  state: TradingState,
  data: PlaceOrderCommand['data'],
): { readonly ok: true; readonly limitPrice: Price } | RefusedOrder {
  if (!state.accounts.has(data.accountId))
    return invalid(reject('UNKNOWN_ACCOUNT', `there is no account ${data.accountId} here`));
  const instrument = state.instruments.get(data.instrumentId);
  if (instrument === undefined)
    return invalid(
      reject('UNKNOWN_INSTRUMENT', `there is no instrument ${data.instrumentId} here`),
    );
  if (instrument.halted)
    return invalid(
      reject(
        'INSTRUMENT_HALTED',
        `trading in ${data.instrumentId} is halted; try again after it resumes`,
      ),
    );
  const terms = checkTerms(data);
  if (terms !== undefined) return invalid(terms);
  if (data.quantity > instrument.maxOrderQuantity)
    return invalid(reject('QUANTITY_LIMIT', `at most ${instrument.maxOrderQuantity} in one order`));
  if (data.limitPrice === undefined) return { ok: true, limitPrice: collar(instrument, data.side) };
  const off = checkTick(instrument, data.limitPrice);
  return off === undefined ? { ok: true, limitPrice: data.limitPrice } : invalid(off);
}

/**
 * Whether the account can pay the worst case: a buy its whole quantity at the limit, a sell its whole quantity in
 * shares. Monotone: what passes while earlier orders are unresolved passes also once they are resolved, because fills
 * cost at most what was reserved and cancels only give back.
 */
export function approveOrder(
  state: TradingState,
  data: PlaceOrderCommand['data'],
  limitPrice: Price,
): ApprovedOrder | RefusedOrder {
  const ledger = state.accounts.get(data.accountId);
  if (ledger === undefined)
    return invalid(reject('UNKNOWN_ACCOUNT', `there is no account ${data.accountId} here`));
  if (data.side === 'BUY') {
    const reserved = notional(limitPrice, data.quantity);
    const rejection = checkFunds(freeCash(ledger), reserved);
    return rejection === undefined
      ? { ok: true, limitPrice, reserved }
      : { ok: false, stage: 'RISK', rejection };
  }
  const rejection = checkShares(freeShares(ledger, data.instrumentId), data.quantity);
  return rejection === undefined
    ? { ok: true, limitPrice, reserved: 0n }
    : { ok: false, stage: 'RISK', rejection };
}

export function checkFunds(free: Money, needed: Money): Rejection | undefined {
  if (needed <= free) return undefined;
  return reject(
    'INSUFFICIENT_FUNDS',
    `needs ${needed} in 1/10 000 USD, ${free} is free; deposit cash or cancel open orders`,
  );
}

export function checkShares(free: bigint, needed: bigint): Rejection | undefined {
  if (needed <= free) return undefined;
  return reject(
    'INSUFFICIENT_POSITION',
    `needs ${needed} shares, ${free} are free; selling short is not offered`,
  );
}

/** A price must stand on the instrument's tick and be small enough to be counted in ticks. */
export function checkTick(instrument: TradedInstrument, limitPrice: Price): Rejection | undefined {
  if (limitPrice % instrument.tickSize !== 0n)
    return reject(
      'INVALID_TICK',
      `prices of ${instrument.symbol} move in steps of ${instrument.tickSize} (1/10 000 USD)`,
    );
  if (limitPrice / instrument.tickSize > MAX_PRICE_TICKS)
    return reject('INVALID_ORDER_TERMS', `the price is more than ${MAX_PRICE_TICKS} ticks`);
  return undefined;
}

/** FIX order matrices: a limit order needs its limit, a market order has none and never rests. */
function checkTerms(data: PlaceOrderCommand['data']): Rejection | undefined {
  if (data.type === 'LIMIT')
    return data.limitPrice === undefined
      ? reject('INVALID_ORDER_TERMS', 'a limit order needs a limitPrice')
      : undefined;
  if (data.limitPrice !== undefined)
    return reject('INVALID_ORDER_TERMS', 'a market order has no limitPrice');
  return data.timeInForce === 'GTC'
    ? reject('INVALID_ORDER_TERMS', 'a market order never rests: use IOC or FOK')
    : undefined;
}

/** The worst price of a market order: inside the buffer, on a tick, at least one tick. */
function collar(instrument: TradedInstrument, side: 'BUY' | 'SELL'): Price {
  const { referencePrice, tickSize } = instrument;
  const distance = (referencePrice * MARKET_COLLAR_BASIS_POINTS) / 10_000n;
  const worst = side === 'BUY' ? referencePrice + distance : referencePrice - distance;
  const onTick =
    side === 'BUY'
      ? (worst / tickSize) * tickSize
      : ((worst + tickSize - 1n) / tickSize) * tickSize;
  return onTick < tickSize ? tickSize : onTick;
}

function invalid(rejection: Rejection): RefusedOrder {
  return { ok: false, stage: 'VALIDATION', rejection };
}
