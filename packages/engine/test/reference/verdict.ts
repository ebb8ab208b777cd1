import {
  MAX_PRICE,
  MAX_QUANTITY,
  OrderType,
  Phase,
  RejectReason,
  Side,
  TimeInForce,
  type NewOrder,
  type ReplaceOrder,
} from '../../src/index.ts';
import {
  isAuctionOnly,
  isLimit,
  isStop,
  otherSide,
  reaches,
  rests,
  type Order,
  type SymbolModel,
} from './model.ts';

const R = RejectReason;
const isPrice = (price: number): boolean => price > 0 && price <= MAX_PRICE;

export const phaseTakes = (phase: Phase, timeInForce: TimeInForce): boolean => {
  const { GTC, GTD, IOC, FOK, OPG } = TimeInForce;
  if (phase === Phase.CLOSED || phase === Phase.POST_CLOSE)
    return [GTC, GTD].includes(timeInForce as 1);
  if (timeInForce === OPG) return phase === Phase.PRE_OPEN || phase === Phase.OPENING_AUCTION;
  if (timeInForce === IOC || timeInForce === FOK) return phase === Phase.CONTINUOUS;
  return true;
};

export const combines = (type: OrderType, timeInForce: TimeInForce): boolean => {
  if (isStop(type)) return rests(timeInForce);
  if (type === OrderType.LIMIT) return true;
  return timeInForce !== TimeInForce.GTC && timeInForce !== TimeInForce.GTD;
};

/** Prices and quantities that do not go with the order's type. */
export const badTerms = (
  model: SymbolModel,
  o: { type: OrderType; quantity: number; price: number; stopPrice: number; display: number },
): RejectReason => {
  const offTick = (price: number): boolean => price % model.increment !== 0;
  if (o.quantity <= 0 || o.quantity > MAX_QUANTITY) return R.INVALID_QUANTITY;
  if (isLimit(o.type) && !isPrice(o.price)) return R.INVALID_PRICE;
  if (!isLimit(o.type) && o.price !== 0 && !isPrice(o.price)) return R.INVALID_PRICE;
  if (isStop(o.type) && !isPrice(o.stopPrice)) return R.INVALID_STOP_PRICE;
  if (!isStop(o.type) && o.stopPrice !== 0) return R.INVALID_STOP_PRICE;
  if (isLimit(o.type) && offTick(o.price)) return R.OFF_TICK;
  if (isStop(o.type) && offTick(o.stopPrice)) return R.OFF_TICK;
  if (o.display < 0 || (o.display !== 0 && !isLimit(o.type))) return R.INVALID_DISPLAY;
  if (o.display !== 0 && o.quantity / o.display > 1000) return R.INVALID_DISPLAY;
  return R.NONE;
};

/** A bid above the upper band, an offer below the lower one. */
export const isBanned = (model: SymbolModel, side: Side, price: number): boolean =>
  side === Side.BUY
    ? model.upper !== 0 && price > model.upper
    : model.lower !== 0 && price < model.lower;

export const takes = (model: SymbolModel, side: Side, price: number): boolean => {
  const other = otherSide(side);
  const prices = [...model.resting(other), ...model.tradable(other)].map((x) => x.price);
  return prices.some((p) => reaches(side, price, p));
};

export const newOrderVerdict = (
  model: SymbolModel,
  o: Required<NewOrder>,
  isDuplicate: boolean,
  isFull: boolean,
): RejectReason => {
  const continuous = model.phase === Phase.CONTINUOUS;
  if (!combines(o.type, o.timeInForce)) return R.INVALID_COMBINATION;
  if (!phaseTakes(model.phase, o.timeInForce)) return R.PHASE;
  const canBePostOnly =
    o.type === OrderType.LIMIT && rests(o.timeInForce) && o.minimumQuantity === 0;
  if (o.postOnly && !canBePostOnly) return R.INVALID_COMBINATION;
  if (o.timeInForce === TimeInForce.GTD && o.expiry <= 0) return R.INVALID_COMBINATION;
  const bad = badTerms(model, { ...o, display: o.displayQuantity });
  if (bad !== R.NONE) return bad;
  if (o.displayQuantity !== 0 && !rests(o.timeInForce)) return R.INVALID_DISPLAY;
  const minimum = o.minimumQuantity;
  const canHaveMinimum = continuous && !isStop(o.type) && !isAuctionOnly(o.timeInForce);
  if (minimum !== 0 && !(minimum > 0 && minimum <= o.quantity && canHaveMinimum)) {
    return R.INVALID_MINIMUM;
  }
  const matched = continuous && o.type === OrderType.LIMIT && rests(o.timeInForce);
  if (matched && isBanned(model, o.side, o.price)) return R.OUTSIDE_BAND;
  if (isDuplicate) return R.DUPLICATE_REF;
  if (o.postOnly && matched && takes(model, o.side, o.price)) return R.POST_ONLY_WOULD_TAKE;
  return isFull ? R.CAPACITY : R.NONE;
};

export interface Terms {
  readonly type: OrderType;
  readonly quantity: number;
  readonly price: number;
  readonly stopPrice: number;
  readonly display: number;
  readonly timeInForce: TimeInForce;
  readonly expiry: number;
}

/** What an order would be after a replace: what is named, else what it had. */
export const replaced = (order: Order, r: ReplaceOrder): Terms => {
  const timeInForce = r.timeInForce ?? order.timeInForce;
  const expiry = r.timeInForce === undefined ? order.expiry : (r.expiry ?? 0);
  return {
    type: order.type,
    quantity: r.quantity,
    price: r.price || order.price,
    stopPrice: r.stopPrice || order.stopPrice,
    display: r.displayQuantity ?? order.display,
    timeInForce,
    expiry: timeInForce === TimeInForce.GTD ? expiry : 0,
  };
};

export const replaceVerdict = (model: SymbolModel, order: Order, terms: Terms): RejectReason => {
  if (terms.timeInForce !== order.timeInForce) {
    const both = rests(terms.timeInForce) && rests(order.timeInForce);
    if (!both || order.type === OrderType.MARKET) return R.INVALID_COMBINATION;
  }
  if (terms.timeInForce === TimeInForce.GTD && terms.expiry <= 0) return R.INVALID_COMBINATION;
  const bad = badTerms(model, terms);
  if (bad !== R.NONE) return bad;
  if (terms.display !== 0 && !rests(terms.timeInForce)) return R.INVALID_DISPLAY;
  if (model.phase !== Phase.CONTINUOUS || order.where !== 'book') return R.NONE;
  if (isBanned(model, order.side, terms.price)) return R.OUTSIDE_BAND;
  const postOnlyTakes = order.postOnly && takes(model, order.side, terms.price);
  return postOnlyTakes ? R.POST_ONLY_WOULD_TAKE : R.NONE;
};
