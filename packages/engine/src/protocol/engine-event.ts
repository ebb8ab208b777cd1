import { EventFlag, EventKind, RejectReason, Side } from './codes.ts';
import { sideOf } from './description.ts';
import { EventWord, joinSequence } from './layout.ts';

const {
  HEAD,
  TOKEN,
  SYMBOL,
  REF,
  HANDLE,
  PRICE,
  QUANTITY,
  LEAVES,
  SHOWN,
  SEQUENCE_LO,
  SEQUENCE_HI,
  MAKER_REF,
  MAKER_HANDLE,
  MAKER_LEAVES,
  MAKER_SHOWN,
} = EventWord;
const { TRADE, DECREMENTED, UNCROSSED, INDICATIVE, COMPLETED } = EventKind;

/**
 * One event as `poll` hands it over. The object is **reused**: read what you need before the handler returns, keep no
 * reference. Fields that a kind does not list are 0.
 *
 * | kind | order fields | other fields |
 * | --- | --- | --- |
 * | ACCEPTED | ref, handle, side, price (limit or collar), quantity, leaves | sequence = entry sequence |
 * | REJECTED | ref, handle as in the command | reason = RejectReason |
 * | TRADE | ref, handle, leaves of the **taker**, whose side is `side` | price, quantity; makerRef, makerHandle, makerLeaves, makerShown; sequence = trade sequence; flags |
 * | RESTED | ref, handle, side, price, leaves, shown | sequence = entry sequence |
 * | CANCELLED | ref, handle, side, price, quantity = what was taken off, shown = the part of it that the book showed | reason = CancelReason |
 * | REPLACED | ref, handle, side, price, quantity = new total, leaves, shown = quantity still resting in place (0: left the book) | PRIORITY_KEPT; sequence = entry sequence |
 * | TRIGGERED | ref, handle, side, price = stop price, leaves | sequence = new entry sequence |
 * | DECREMENTED | ref, handle, leaves of the taker | quantity; makerRef, makerHandle, makerLeaves, makerShown |
 * | REFRESHED | ref, handle, side, price, leaves, shown | sequence = new entry sequence |
 * | UNCROSSED, INDICATIVE | – | price (0: no cross), volume, imbalance (buys − sells at the price) |
 * | PHASE_CHANGED | – | quantity = new phase |
 * | RESTORED | ref, handle, side, price, leaves, shown | sequence = entry sequence |
 * | COMPLETED | ref as in the command | reason = RejectReason (0: done); FOREIGN |
 */
export class EngineEvent {
  kind: EventKind = EventKind.COMPLETED;
  /** RejectReason of REJECTED and COMPLETED, CancelReason of CANCELLED. */
  reason = RejectReason.NONE as number;
  /** Bits of `EventFlag`. */
  flags = 0;
  side: Side = Side.BUY;
  token = 0;
  symbol = 0;
  ref = 0;
  handle = 0;
  price = 0;
  quantity = 0;
  /** Open quantity after the event, hidden part included. */
  leaves = 0;
  /** Part of `leaves` that the book shows. */
  shown = 0;
  makerRef = 0;
  makerHandle = 0;
  makerLeaves = 0;
  makerShown = 0;
  #sequenceHi = 0;
  #sequenceLo = 0;

  /** Entry or trade sequence, per symbol, from 1. */
  get sequence(): number {
    return joinSequence(this.#sequenceHi, this.#sequenceLo);
  }

  /** UNCROSSED and INDICATIVE: quantity paired at the price. */
  get volume(): number {
    return this.sequence;
  }

  /** UNCROSSED and INDICATIVE: buys minus sells at the price. */
  get imbalance(): number {
    return joinSequence(this.makerHandle, this.makerRef);
  }

  /** COMPLETED: another thread than the engine's owner submitted the command. */
  get isForeign(): boolean {
    return (this.flags & EventFlag.FOREIGN) !== 0;
  }

  /** The trade was printed by an auction. */
  get isAuction(): boolean {
    return (this.flags & EventFlag.AUCTION) !== 0;
  }

  /** Takes the event over from its slot; `at` is the slot's first word. Words that the kind does not use hold anything. */
  read(words: Int32Array, at: number): void {
    const head = words[at | HEAD]!;
    const kind = (head & 255) as EventKind;
    this.kind = kind;
    this.reason = (head >> 8) & 255;
    this.flags = (head >> 16) & 255;
    this.side = sideOf(head >> 24);
    this.token = words[at | TOKEN]!;
    this.symbol = words[at | SYMBOL]!;
    this.ref = words[at | REF]!;
    if (kind === COMPLETED) this.#clearOrder();
    else this.#readOrder(words, at);
    if (kind === TRADE || kind === DECREMENTED || kind === UNCROSSED || kind === INDICATIVE) {
      this.makerRef = words[at | MAKER_REF]!;
      this.makerHandle = words[at | MAKER_HANDLE]!;
      this.makerLeaves = words[at | MAKER_LEAVES]!;
      this.makerShown = words[at | MAKER_SHOWN]!;
    } else {
      this.makerRef = 0;
      this.makerHandle = 0;
      this.makerLeaves = 0;
      this.makerShown = 0;
    }
  }

  #readOrder(words: Int32Array, at: number): void {
    this.handle = words[at | HANDLE]!;
    this.price = words[at | PRICE]!;
    this.quantity = words[at | QUANTITY]!;
    this.leaves = words[at | LEAVES]!;
    this.shown = words[at | SHOWN]!;
    this.#sequenceLo = words[at | SEQUENCE_LO]!;
    this.#sequenceHi = words[at | SEQUENCE_HI]!;
  }

  #clearOrder(): void {
    this.handle = 0;
    this.price = 0;
    this.quantity = 0;
    this.leaves = 0;
    this.shown = 0;
    this.#sequenceLo = 0;
    this.#sequenceHi = 0;
  }
}
