import type { Money, Price, Quantity } from '../../kernel/fixed-point.ts';
import type { AccountId, InstrumentId, OrderId } from '../../kernel/ids.ts';
import { invariant } from '../../kernel/invariant.ts';
import { uuidText } from '../../kernel/uuid.ts';
import {
  CAPACITIES,
  ORDER_TYPES,
  POSITION_EFFECTS,
  SELF_TRADE_MODES,
  SIDES,
  TIMES_IN_FORCE,
  type Capacity,
  type OrderType,
  type PositionEffect,
  type SelfTradeMode,
  type Side,
  type TimeInForce,
} from '../../orders/terms.ts';
import type { CivilDate } from '../../time/civil-date.ts';
import { BITS, FLAGS, LONG, WORD, type Bits } from './layout.ts';
import type { OpenOrder, OrderProgress, OrderTerms, PlainOrder } from './open-order.ts';
import { bitsOf } from './order-bits.ts';
import { longsAt, placeOf, wordsAt, type Rows, type Texts } from './rows.ts';

/** Every term of an order, those that it lacks as undefined: a row has a place for each, or it does not compile. */
type EveryTerm = { [K in keyof Required<OpenOrder>]: OpenOrder[K] };

/** Names of accounts or instruments, by number. */
export interface NamesOf {
  nameOf(number: number): string;
}

/**
 * An open order as its row holds it: reads and writes go to the row. It is that order for as long as the order is open; after
 * that it still reads as it ended, until another order takes the row, and cannot be written to.
 */
export class OpenRow implements EveryTerm {
  readonly ref: number;
  readonly #words: Int32Array;
  readonly #longs: BigInt64Array;
  readonly #texts: Map<number, Texts>;
  readonly #left: Uint32Array;
  /** Orders that had left the row when it was looked up. */
  readonly #before: number;
  readonly #word: number;
  readonly #long: number;
  readonly #names: NamesOf;
  #orderId: OrderId | undefined;

  /** @param orderId where it is known already. */
  constructor(rows: Rows, names: NamesOf, ref: number, orderId?: OrderId) {
    const chunk = rows.chunkOf(ref);
    const place = placeOf(ref);
    this.ref = ref;
    this.#words = chunk.words;
    this.#longs = chunk.longs;
    this.#texts = chunk.texts;
    this.#left = chunk.left;
    this.#before = chunk.left[place] as number;
    this.#word = wordsAt(place);
    this.#long = longsAt(place);
    this.#names = names;
    this.#orderId = orderId;
  }

  get orderId(): OrderId {
    this.#orderId ??= uuidText(this.#words, this.#word + WORD.ID) as OrderId;
    return this.#orderId;
  }

  get accountId(): AccountId {
    return this.#names.nameOf(this.#words[this.#word + WORD.ACCOUNT] as number) as AccountId;
  }

  get instrumentId(): InstrumentId {
    return this.#names.nameOf(this.#words[this.#word + WORD.INSTRUMENT] as number) as InstrumentId;
  }

  get side(): Side {
    return SIDES[this.#bits(BITS.SIDE)] as Side;
  }

  get type(): OrderType {
    return ORDER_TYPES[this.#bits(BITS.TYPE)] as OrderType;
  }

  get timeInForce(): TimeInForce {
    return TIMES_IN_FORCE[this.#bits(BITS.TIME_IN_FORCE)] as TimeInForce;
  }

  set timeInForce(value: TimeInForce) {
    this.#setBits(BITS.TIME_IN_FORCE, TIMES_IN_FORCE.indexOf(value));
  }

  get triggered(): boolean {
    return this.#bits(BITS.TRIGGERED) === 1;
  }

  set triggered(value: boolean) {
    this.#setBits(BITS.TRIGGERED, value ? 1 : 0);
  }

  get selfTrade(): SelfTradeMode | undefined {
    return SELF_TRADE_MODES[this.#bits(BITS.SELF_TRADE) - 1];
  }

  get capacity(): Capacity | undefined {
    return CAPACITIES[this.#bits(BITS.CAPACITY) - 1];
  }

  get positionEffect(): PositionEffect | undefined {
    return POSITION_EFFECTS[this.#bits(BITS.POSITION_EFFECT) - 1];
  }

  get postOnly(): boolean | undefined {
    return FLAGS[this.#bits(BITS.POST_ONLY) - 1];
  }

  get doNotReduce(): boolean | undefined {
    return FLAGS[this.#bits(BITS.DO_NOT_REDUCE) - 1];
  }

  get notHeld(): boolean | undefined {
    return FLAGS[this.#bits(BITS.NOT_HELD) - 1];
  }

  get directed(): boolean | undefined {
    return FLAGS[this.#bits(BITS.DIRECTED) - 1];
  }

  get quantity(): Quantity {
    return this.#longs[this.#long + LONG.QUANTITY] as Quantity;
  }

  set quantity(value: Quantity) {
    this.#setLong(LONG.QUANTITY, value);
  }

  get leaves(): Quantity {
    return this.#longs[this.#long + LONG.LEAVES] as Quantity;
  }

  set leaves(value: Quantity) {
    this.#setLong(LONG.LEAVES, value);
  }

  get shown(): Quantity {
    return this.#longs[this.#long + LONG.SHOWN] as Quantity;
  }

  set shown(value: Quantity) {
    this.#setLong(LONG.SHOWN, value);
  }

  get limitPrice(): Price {
    return this.#longs[this.#long + LONG.LIMIT_PRICE] as Price;
  }

  set limitPrice(value: Price) {
    this.#setLong(LONG.LIMIT_PRICE, value);
  }

  get reserved(): Money {
    return this.#longs[this.#long + LONG.RESERVED] as Money;
  }

  set reserved(value: Money) {
    this.#setLong(LONG.RESERVED, value);
  }

  get closing(): Quantity {
    return this.#longs[this.#long + LONG.CLOSING] as Quantity;
  }

  set closing(value: Quantity) {
    this.#setLong(LONG.CLOSING, value);
  }

  get entrySequence(): bigint {
    return this.#longs[this.#long + LONG.ENTRY_SEQUENCE] as bigint;
  }

  set entrySequence(value: bigint) {
    this.#setLong(LONG.ENTRY_SEQUENCE, value);
  }

  get stopPrice(): Price | undefined {
    return this.#optional(BITS.HAS_STOP_PRICE, LONG.STOP_PRICE);
  }

  set stopPrice(value: Price | undefined) {
    this.#setOptional(BITS.HAS_STOP_PRICE, LONG.STOP_PRICE, value);
  }

  get displayQuantity(): Quantity | undefined {
    return this.#optional(BITS.HAS_DISPLAY_QUANTITY, LONG.DISPLAY_QUANTITY);
  }

  set displayQuantity(value: Quantity | undefined) {
    this.#setOptional(BITS.HAS_DISPLAY_QUANTITY, LONG.DISPLAY_QUANTITY, value);
  }

  get minimumQuantity(): Quantity | undefined {
    return this.#optional(BITS.HAS_MINIMUM_QUANTITY, LONG.MINIMUM_QUANTITY);
  }

  get expiresOn(): CivilDate | undefined {
    if (this.#bits(BITS.HAS_EXPIRES) === 0) return undefined;
    return this.#words[this.#word + WORD.EXPIRES] as CivilDate;
  }

  set expiresOn(value: CivilDate | undefined) {
    this.#setBits(BITS.HAS_EXPIRES, value === undefined ? 0 : 1);
    this.#words[this.#word + WORD.EXPIRES] = value ?? 0;
  }

  get clientOrderId(): string | undefined {
    return this.#ownTexts()?.clientOrderId;
  }

  set clientOrderId(value: string | undefined) {
    this.#mustBeItsRow();
    const texts = this.#ownTexts();
    if (texts === undefined) this.#setTexts({ clientOrderId: value });
    else texts.clientOrderId = value;
  }

  get locateId(): string | undefined {
    return this.#ownTexts()?.locateId;
  }

  /** Writes all that a new order says. @param numbers of its account and instrument. */
  enter(order: OrderTerms, now: OrderProgress, account: number, instrument: number): void {
    const words = this.#words;
    words[this.#word + WORD.ACCOUNT] = account;
    words[this.#word + WORD.INSTRUMENT] = instrument;
    words[this.#word + WORD.BITS] = bitsOf(order, now.triggered);
    const longs = this.#longs;
    longs[this.#long + LONG.QUANTITY] = order.quantity;
    longs[this.#long + LONG.LEAVES] = now.leaves;
    longs[this.#long + LONG.SHOWN] = now.shown;
    longs[this.#long + LONG.LIMIT_PRICE] = order.limitPrice;
    longs[this.#long + LONG.RESERVED] = order.reserved;
    longs[this.#long + LONG.CLOSING] = now.closing;
    longs[this.#long + LONG.ENTRY_SEQUENCE] = order.entrySequence;
    this.stopPrice = order.stopPrice;
    this.displayQuantity = order.displayQuantity;
    this.#setOptional(BITS.HAS_MINIMUM_QUANTITY, LONG.MINIMUM_QUANTITY, order.minimumQuantity);
    this.expiresOn = order.expiresOn;
    const { clientOrderId, locateId } = order;
    if (clientOrderId !== undefined || locateId !== undefined)
      this.#setTexts({ clientOrderId, locateId });
  }

  /** The order has ended: what it is called is forgotten, the row is free. */
  leave(): void {
    this.#setBits(BITS.OPEN, 0);
    if (this.#bits(BITS.HAS_TEXTS) === 1) this.#texts.delete(this.#place);
    this.#left[this.#place] = this.#before + 1;
  }

  /** The order as it is now, as plain data: terms that it lacks are absent. */
  copy(): PlainOrder {
    const { stopPrice, minimumQuantity, displayQuantity, postOnly, expiresOn, selfTrade } = this;
    const { capacity, positionEffect, locateId, clientOrderId } = this;
    const { doNotReduce, notHeld, directed } = this;
    return {
      orderId: this.orderId,
      accountId: this.accountId,
      instrumentId: this.instrumentId,
      side: this.side,
      type: this.type,
      timeInForce: this.timeInForce,
      quantity: this.quantity,
      limitPrice: this.limitPrice,
      reserved: this.reserved,
      entrySequence: this.entrySequence,
      ...(stopPrice === undefined ? {} : { stopPrice }),
      ...(minimumQuantity === undefined ? {} : { minimumQuantity }),
      ...(displayQuantity === undefined ? {} : { displayQuantity }),
      ...(postOnly === undefined ? {} : { postOnly }),
      ...(expiresOn === undefined ? {} : { expiresOn }),
      ...(selfTrade === undefined ? {} : { selfTrade }),
      ...(capacity === undefined ? {} : { capacity }),
      ...(positionEffect === undefined ? {} : { positionEffect }),
      ...(locateId === undefined ? {} : { locateId }),
      ...(clientOrderId === undefined ? {} : { clientOrderId }),
      ...(doNotReduce === undefined ? {} : { doNotReduce }),
      ...(notHeld === undefined ? {} : { notHeld }),
      ...(directed === undefined ? {} : { directed }),
      leaves: this.leaves,
      shown: this.shown,
      closing: this.closing,
      triggered: this.triggered,
      ref: this.ref,
    };
  }

  get #place(): number {
    return placeOf(this.ref);
  }

  #ownTexts(): Texts | undefined {
    return this.#bits(BITS.HAS_TEXTS) === 0 ? undefined : this.#texts.get(this.#place);
  }

  #setTexts(texts: Texts): void {
    this.#setBits(BITS.HAS_TEXTS, 1);
    this.#texts.set(this.#place, texts);
  }

  #bits({ shift, mask }: Bits): number {
    return ((this.#words[this.#word + WORD.BITS] as number) >>> shift) & mask;
  }

  /** What is written behind an order's end would change another order. */
  #mustBeItsRow(): void {
    invariant(this.#left[this.#place] === this.#before, `order ${this.orderId} has ended`);
  }

  #setLong(long: number, value: bigint): void {
    this.#mustBeItsRow();
    this.#longs[this.#long + long] = value;
  }

  #setBits({ shift, mask }: Bits, value: number): void {
    this.#mustBeItsRow();
    const at = this.#word + WORD.BITS;
    this.#words[at] = ((this.#words[at] as number) & ~(mask << shift)) | (value << shift);
  }

  #optional(has: Bits, long: number): bigint | undefined {
    return this.#bits(has) === 0 ? undefined : this.#longs[this.#long + long];
  }

  #setOptional(has: Bits, long: number, value: bigint | undefined): void {
    this.#setBits(has, value === undefined ? 0 : 1);
    // What is absent is zero, so that equal orders have equal rows.
    this.#longs[this.#long + long] = value ?? 0n;
  }
}

/** An open order as plain data. @throws InvariantViolation for one that is none of `OpenOrders`. */
export function copyOf(order: OpenOrder): PlainOrder {
  invariant(order instanceof OpenRow, `order ${order.orderId} is not among the open ones`);
  return order.copy();
}
