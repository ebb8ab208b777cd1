import { alignedInts } from './aligned-ints.ts';
import { TimeInForce } from '../protocol/codes.ts';
import { timeInForceOf } from '../protocol/description.ts';

/** Offsets of one order's sixteen int32 words (64 bytes), hot ones first. */
export const OrderWord = {
  /** `slot << SHIFT` is the record's first word. */
  SHIFT: 4,
  NEXT: 0,
  PREV: 1,
  /** Open quantity that the book shows; for a plain order all of it. */
  SHOWN: 2,
  /** Open quantity held in reserve. */
  HIDDEN: 3,
  PRICE: 4,
  /** Price level that the order stands in, 0 when in none. */
  LEVEL: 5,
  REF: 6,
  /** generation << 16 | state << 12 | the order's description, see `description.ts` */
  META: 7,
  STP_GROUP: 8,
  SEQUENCE_LO: 9,
  SEQUENCE_HI: 10,
  /** Total quantity, filled quantity included; ordered − open = filled. */
  ORDERED: 11,
  SYMBOL: 12,
  DISPLAY: 13,
  STOP_PRICE: 14,
  EXPIRY: 15,
} as const;

/** Where an order is. `FREE` is 0, so that a slot never used is free. */
export const OrderState = {
  FREE: 0,
  /** Being worked on by the current command, in no structure. */
  IN_FLIGHT: 1,
  /** In a price level of the book. */
  RESTING: 2,
  /** In the stop book. */
  DORMANT: 3,
  /** In the queue of orders that only an auction can fill. */
  QUEUED: 4,
  /** A stop taken from the stop book, waiting for its turn. */
  ELECTED: 5,
} as const;

const { SHIFT, NEXT, SHOWN, REF, META, SYMBOL } = OrderWord;

export const stateOf = (meta: number): number => (meta >> 12) & 15;

/** The part of an order that a market-data reader sees: what rests in the book and is not held for an auction. */
export const displayedOf = (words: Int32Array, at: number): number => {
  const meta = words[at | META]!;
  const visible = stateOf(meta) === OrderState.RESTING && timeInForceOf(meta) <= TimeInForce.GTD;
  return visible ? words[at | SHOWN]! : 0;
};

const STATE_MASK = 15 << 12;
const GENERATION_MASK = -65_536;

/**
 * Fixed number of order records in one Int32Array. Memory is touched only as slots are first used; freed slots are
 * reused last-in first-out. A handle is `generation << slotBits | slot`, always positive; slot 0 is never issued.
 */
export class OrderPool {
  declare readonly words: Int32Array;
  declare readonly capacity: number;
  declare readonly slotBits: number;
  declare readonly slotMask: number;
  declare readonly generationMask: number;
  /** Live orders. */
  count = 0;
  /** Highest slot ever used. */
  highWater = 0;
  /** Head of the free list, linked by NEXT. */
  freeHead = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.slotBits = 32 - Math.clz32(capacity);
    this.slotMask = (1 << this.slotBits) - 1;
    this.generationMask = (1 << Math.min(15, 31 - this.slotBits)) - 1;
    this.words = alignedInts((capacity + 1) << SHIFT);
  }

  get isFull(): boolean {
    return this.count === this.capacity;
  }

  /** Takes a slot; the caller checked `isFull` and writes every word but the generation. */
  allocate(): number {
    this.count++;
    const slot = this.freeHead;
    if (slot !== 0) {
      this.freeHead = this.words[(slot << SHIFT) | NEXT]!;
      return slot;
    }
    const fresh = ++this.highWater;
    this.words[(fresh << SHIFT) | META] = 1 << 16;
    return fresh;
  }

  /** Gives a slot back under its next generation, which outdates all handles issued for it. */
  release(slot: number): void {
    const at = slot << SHIFT;
    const generation = ((this.words[at | META]! >>> 16) + 1) & this.generationMask;
    this.words[at | META] = (generation === 0 ? 1 : generation) << 16;
    this.words[at | NEXT] = this.freeHead;
    this.freeHead = slot;
    this.count--;
  }

  handleOf(slot: number): number {
    return ((this.words[(slot << SHIFT) | META]! >>> 16) << this.slotBits) | slot;
  }

  /** The live order's slot, or 0 when the handle is stale or names an order of another ref or symbol. */
  resolve(handle: number, ref: number, symbol: number): number {
    const slot = handle & this.slotMask;
    if (handle <= 0 || slot === 0 || slot > this.highWater) return 0;
    const at = slot << SHIFT;
    const meta = this.words[at | META]!;
    const matches =
      meta >>> 16 === handle >>> this.slotBits &&
      (meta & STATE_MASK) !== 0 &&
      this.words[at | REF] === ref &&
      this.words[at | SYMBOL] === symbol;
    return matches ? slot : 0;
  }

  setState(slot: number, state: number): void {
    const at = (slot << SHIFT) | META;
    this.words[at] = (this.words[at]! & ~STATE_MASK) | (state << 12);
  }

  /** Writes the low half of META, keeping the generation. */
  describe(slot: number, description: number): void {
    const at = (slot << SHIFT) | META;
    this.words[at] = (this.words[at]! & GENERATION_MASK) | description;
  }
}
