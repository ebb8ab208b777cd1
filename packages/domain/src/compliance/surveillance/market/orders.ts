import type {
  OrderAcceptedFact,
  OrderCancelledFact,
  OrderDecrementedFact,
  OrderRefreshedFact,
  OrderRejectedFact,
  OrderReplacedFact,
  OrderTriggeredFact,
} from '../../../orders/facts.ts';
import { bookSideOf, hasLimit, mayRest } from '../../../orders/terms.ts';
import type { Observed } from '../observed.ts';
import { noteActivity } from './activity.ts';
import { setShown, viewOf } from './book.ts';
import type { MarketEvent } from './event.ts';
import { instrumentOf, ownerOf, placeOf } from './lookups.ts';
import type { MarketState, SeenInstrument, SeenOrder } from './state.ts';

const NOTHING: readonly MarketEvent[] = [];

export function accepted(
  state: MarketState,
  data: OrderAcceptedFact['data'],
  observed: Observed,
): readonly MarketEvent[] {
  const instrument = instrumentOf(state, data.instrumentId);
  const side = bookSideOf(data.side);
  const { owner, kind } = ownerOf(state, data.accountId);
  const place = placeOf(observed);
  const { at } = observed;
  const order: SeenOrder = {
    orderId: data.orderId,
    accountId: data.accountId,
    instrumentId: data.instrumentId,
    owner,
    kind,
    isOwnBook: isOwnBook(kind, data.capacity),
    side,
    hasLimit: hasLimit(data.type),
    // A stop waits outside the book; an auction's orders are shown to nobody.
    rests: data.type === 'LIMIT' && mayRest(data.timeInForce),
    displayQuantity: data.displayQuantity,
    price: data.limitPrice,
    quantity: data.quantity,
    leaves: data.quantity,
    shown: 0n,
    executed: 0n,
    enteredAt: at,
    place,
    view: viewOf(instrument, side),
  };
  add(state, instrument, order);
  state.arriving = order.orderId;
  if (order.rests) noteActivity(state, order, 'entered', order.quantity, at);
  return [{ kind: 'entered', order, instrument, at, place }];
}

/** The house's own book, and its people's: not those that make markets, who stand on both sides by trade. */
function isOwnBook(kind: string, capacity: string | undefined): boolean {
  if (kind === 'PROPRIETARY' || kind === 'EMPLOYEE') return true;
  return capacity === 'PRINCIPAL' && kind !== 'MARKET_MAKER';
}

export function refused(
  state: MarketState,
  data: OrderRejectedFact['data'],
  observed: Observed,
): readonly MarketEvent[] {
  const { orderId, accountId, quantity, limitPrice: price } = data;
  // Names that nothing is known of may be anything: they make no books.
  const instrument = state.instruments.get(data.instrumentId);
  if (instrument === undefined) return NOTHING;
  const { owner } = ownerOf(state, accountId);
  const side = bookSideOf(data.side);
  const order = { orderId, accountId, owner, side, price, quantity, hasLimit: hasLimit(data.type) };
  return [{ kind: 'refused', order, side, instrument, at: observed.at, place: placeOf(observed) }];
}

export function ended(
  state: MarketState,
  { orderId, quantity, reason: why }: OrderCancelledFact['data'],
  observed: Observed,
): readonly MarketEvent[] {
  const order = state.orders.get(orderId);
  if (order === undefined) return NOTHING;
  const instrument = instrumentOf(state, order.instrumentId);
  drop(state, instrument, order);
  return [
    { kind: 'ended', order, why, quantity, instrument, at: observed.at, place: placeOf(observed) },
  ];
}

/** Ends an order and enters another one under its name, unless nobody asked for that. */
export function replaced(
  state: MarketState,
  data: OrderReplacedFact['data'],
  observed: Observed,
): readonly MarketEvent[] {
  const before = state.orders.get(data.orderId);
  if (before === undefined) return NOTHING;
  const instrument = instrumentOf(state, before.instrumentId);
  const { at } = observed;
  const place = placeOf(observed);
  const { shown } = before;
  drop(state, instrument, before);
  const isRestated = data.restated === true;
  const order: SeenOrder = {
    ...before,
    displayQuantity: data.displayQuantity ?? before.displayQuantity,
    price: data.limitPrice,
    quantity: isRestated ? data.quantity : data.leaves,
    leaves: data.leaves,
    shown: 0n,
    executed: isRestated ? before.executed : 0n,
    enteredAt: isRestated ? before.enteredAt : at,
    place: isRestated ? before.place : place,
    view: isRestated ? before.view : viewOf(instrument, before.side),
  };
  add(state, instrument, order);
  if (isRestated) {
    if (shown > 0n) setShown(instrument, order, order.leaves);
    return NOTHING;
  }
  state.arriving = order.orderId;
  if (order.rests) noteActivity(state, order, 'entered', order.quantity, at);
  const told = { instrument, at, place };
  return [
    { kind: 'ended', order: before, why: 'REPLACE', quantity: before.leaves, ...told },
    { kind: 'entered', order, ...told },
  ];
}

/** A stop is live: what of it can rest is an order of its own from here on. */
export function triggered(
  state: MarketState,
  { orderId }: OrderTriggeredFact['data'],
  { at }: Observed,
): void {
  const order = state.orders.get(orderId);
  if (order === undefined) return;
  const live: SeenOrder = { ...order, rests: order.hasLimit, enteredAt: at };
  add(state, instrumentOf(state, order.instrumentId), live);
  state.arriving = orderId;
}

export function decremented(
  state: MarketState,
  { orderId, leaves }: OrderDecrementedFact['data'],
): void {
  const order = state.orders.get(orderId);
  if (order !== undefined) reduce(state, order, leaves, order.shown);
}

export function refreshed(state: MarketState, { orderId }: OrderRefreshedFact['data']): void {
  const order = state.orders.get(orderId);
  if (order === undefined) return;
  const { leaves, displayQuantity = leaves } = order;
  const shown = displayQuantity < leaves ? displayQuantity : leaves;
  setShown(instrumentOf(state, order.instrumentId), order, shown);
}

/** So much is left of an order, of which the book shows no more than so much. Where nothing is left, it is gone. */
export function reduce(state: MarketState, order: SeenOrder, leaves: bigint, shown: bigint): void {
  const instrument = instrumentOf(state, order.instrumentId);
  order.leaves = leaves;
  const least = shown < 0n ? 0n : shown;
  setShown(instrument, order, least < leaves ? least : leaves);
  if (leaves === 0n) drop(state, instrument, order);
}

function add(state: MarketState, instrument: SeenInstrument, order: SeenOrder): void {
  state.orders.set(order.orderId, order);
  let own = instrument.owned.get(order.owner);
  if (own === undefined) {
    own = new Map<string, SeenOrder>();
    instrument.owned.set(order.owner, own);
  }
  own.set(order.orderId, order);
}

function drop(state: MarketState, instrument: SeenInstrument, order: SeenOrder): void {
  // What it showed stays written in it: rules look at what was withdrawn.
  const { shown } = order;
  setShown(instrument, order, 0n);
  order.shown = shown;
  state.orders.delete(order.orderId);
  const own = instrument.owned.get(order.owner);
  own?.delete(order.orderId);
  if (own?.size === 0) instrument.owned.delete(order.owner);
}
