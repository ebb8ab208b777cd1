import { Side } from '../../protocol/codes.ts';
import type { Fill, ReplayBook } from '../replay-book.ts';
import { LobsterType, type LobsterLevel, type LobsterMessage, type LobsterRow } from './row.ts';

const SYMBOL = 0;

/** What a message did to the book. */
export interface Applied {
  /** Why the book could not do what the message says; undefined when it could. */
  readonly problem?: string;
  /** The exchange executed an order that was not first in line; the book followed it. */
  readonly skippedHead?: boolean;
}

const sideOfResting = (message: LobsterMessage): Side =>
  message.direction === 1 ? Side.BUY : Side.SELL;

const opposite = (side: Side): Side => (side === Side.BUY ? Side.SELL : Side.BUY);

/**
 * A LOBSTER day on the production book. The files hold only what happens inside the top levels: a level that leaves the
 * view is forgotten, and one that enters it is adopted as a single anonymous order, which stands for whoever is there.
 */
export class LobsterReplay {
  readonly #book: ReplayBook;
  readonly #refs = new Map<number, number>();
  readonly #orderIds = new Map<number, number>();
  /** Anonymous orders by direction times price. */
  readonly #anonymous = new Map<number, number>();
  #nextRef = 1;
  #view = 0;

  constructor(book: ReplayBook) {
    this.#book = book;
    book.open(SYMBOL);
  }

  /** Takes the book of the first row, which already includes the first message. */
  seed(row: LobsterRow): void {
    this.#view = row.depth;
    for (const level of row.bids) this.#adopt(Side.BUY, level);
    for (const level of row.asks) this.#adopt(Side.SELL, level);
  }

  apply(message: LobsterMessage): Applied {
    switch (message.type) {
      case LobsterType.NEW:
        return this.#add(message);
      case LobsterType.PARTIAL_CANCEL:
      case LobsterType.DELETE:
        return this.#takeOff(message);
      case LobsterType.EXECUTION:
        return this.#execute(message);
      case LobsterType.HIDDEN_EXECUTION:
      case LobsterType.CROSS:
      case LobsterType.HALT:
        return {};
    }
  }

  /** Executes what one taker did in several messages as one order; undefined when the fills are the same in the same order. */
  applySweep(messages: readonly LobsterMessage[]): string | undefined {
    const side = sideOfResting(messages[0]!);
    const limit = messages.at(-1)!.price;
    const quantity = messages.reduce((sum, m) => sum + m.size, 0);
    const expected = merged(
      messages.map((m) => ({ ref: this.#refOf(m) ?? 0, price: m.price, quantity: m.size })),
    );
    const actual = this.#book.take(SYMBOL, opposite(side), limit, quantity);
    for (const { ref } of expected) this.#forgetIfGone(ref);
    const same = JSON.stringify(actual) === JSON.stringify(expected);
    return same
      ? undefined
      : `fills ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`;
  }

  /** Compares with the row's levels; undefined when equal. Afterwards the book has exactly those levels. */
  compare(row: LobsterRow): string | undefined {
    return this.#compareSide(Side.BUY, row.bids) ?? this.#compareSide(Side.SELL, row.asks);
  }

  /** Adopts levels that lie beyond all known ones. */
  adoptBeyond(row: LobsterRow): void {
    this.#adoptBeyond(Side.BUY, row.bids);
    this.#adoptBeyond(Side.SELL, row.asks);
  }

  #add(message: LobsterMessage): Applied {
    const ref = this.#nextRef++;
    this.#refs.set(message.orderId, ref);
    this.#orderIds.set(ref, message.orderId);
    const side = sideOfResting(message);
    const fills = this.#book.add(SYMBOL, ref, side, message.price, message.size);
    return fills.length === 0 ? {} : { problem: 'a new resting order traded on arrival' };
  }

  #takeOff(message: LobsterMessage): Applied {
    const ref = this.#refOf(message);
    const open = ref === undefined ? 0 : this.#book.openOf(ref);
    if (ref === undefined || open < message.size)
      return { problem: 'less is open than is cancelled' };
    const whole = message.type === LobsterType.DELETE && this.#orderIds.has(ref);
    if (whole && open !== message.size) return { problem: 'more is open than is deleted' };
    this.#book.reduce(SYMBOL, ref, message.size);
    this.#forgetIfGone(ref);
    return {};
  }

  #execute(message: LobsterMessage): Applied {
    const side = sideOfResting(message);
    const ref = this.#refOf(message);
    if (ref === undefined || this.#book.openOf(ref) < message.size) {
      return { problem: 'less is open than is executed' };
    }
    const { price, size } = message;
    if (this.#book.headOf(SYMBOL, side) !== ref) {
      this.#book.reduce(SYMBOL, ref, size);
      this.#forgetIfGone(ref);
      return { skippedHead: true };
    }
    const fills = this.#book.take(SYMBOL, opposite(side), price, size);
    this.#forgetIfGone(ref);
    const [fill] = fills;
    const same =
      fills.length === 1 && fill!.ref === ref && fill!.price === price && fill!.quantity === size;
    return same ? {} : { problem: `executed ${JSON.stringify(fills)}` };
  }

  /** The order that a message is about: itself, or the anonymous one at its price. */
  #refOf(message: LobsterMessage): number | undefined {
    return (
      this.#refs.get(message.orderId) ?? this.#anonymous.get(message.direction * message.price)
    );
  }

  #forgetIfGone(ref: number): void {
    if (this.#book.openOf(ref) === 0) this.#forget(ref);
  }

  #forget(ref: number): void {
    const orderId = this.#orderIds.get(ref);
    this.#orderIds.delete(ref);
    if (orderId !== undefined) this.#refs.delete(orderId);
    for (const [key, anonymous] of this.#anonymous) {
      if (anonymous === ref) this.#anonymous.delete(key);
    }
  }

  #adopt(side: Side, level: LobsterLevel): void {
    const ref = this.#nextRef++;
    this.#anonymous.set(side === Side.BUY ? level.price : -level.price, ref);
    this.#book.add(SYMBOL, ref, side, level.price, level.size);
  }

  #adoptBeyond(side: Side, levels: readonly LobsterLevel[]): void {
    const worst = this.#book.levels(SYMBOL, side, Infinity).at(-1)?.price;
    for (const level of levels) {
      const isBeyond =
        side === Side.BUY ? level.price < (worst ?? Infinity) : level.price > (worst ?? 0);
      if (isBeyond) this.#adopt(side, level);
    }
  }

  #compareSide(side: Side, levels: readonly LobsterLevel[]): string | undefined {
    const own = this.#book.levels(SYMBOL, side, Infinity);
    const isFull = levels.length === this.#view;
    const known = isFull
      ? Math.min(own.length, levels.length)
      : Math.max(own.length, levels.length);
    for (let i = 0; i < known; i++) {
      const [mine, theirs] = [own[i], levels[i]];
      // Beyond what is known, a level may have come into view.
      if (mine === undefined) break;
      if (mine.price === theirs?.price && mine.quantity === theirs.size) continue;
      this.#resynchronise(side, levels);
      const name = side === Side.BUY ? 'bid' : 'ask';
      return `${name} level ${i + 1} is ${mine.quantity}@${mine.price}, the file has ${theirs?.size}@${theirs?.price}`;
    }
    for (const level of own.slice(levels.length)) this.#forgetLevel(side, level.price);
    for (const level of levels.slice(own.length)) this.#adopt(side, level);
    return undefined;
  }

  /** After a mismatch: the side as the file has it, so that one error is reported once. */
  #resynchronise(side: Side, levels: readonly LobsterLevel[]): void {
    for (const { price } of this.#book.levels(SYMBOL, side, Infinity))
      this.#forgetLevel(side, price);
    for (const level of levels) this.#adopt(side, level);
  }

  #forgetLevel(side: Side, price: number): void {
    for (const ref of this.#book.refsAt(SYMBOL, side, price)) {
      this.#book.remove(SYMBOL, ref);
      this.#forget(ref);
    }
  }
}

/** Neighbouring fills of one order are one fill: an anonymous order stands for several. */
const merged = (fills: readonly Fill[]): Fill[] => {
  const result: Fill[] = [];
  for (const fill of fills) {
    const last = result.at(-1);
    if (last?.ref === fill.ref)
      result[result.length - 1] = { ...last, quantity: last.quantity + fill.quantity };
    else result.push(fill);
  }
  return result;
};
