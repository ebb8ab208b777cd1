import { BookModel, type Piece } from './book-model.ts';
import {
  LobsterType,
  type LobsterLevel,
  type LobsterMessage,
  type LobsterRow,
} from '@bellwether/engine/verify';
import type { ExpectedFill, Step } from './step.ts';

type Side = 'BUY' | 'SELL';

interface Sweep {
  readonly time: number;
  readonly restingSide: Side;
  readonly fills: ExpectedFill[];
  price: number;
  size: number;
}

/**
 * Turns rows of a LOBSTER day into commands. The file shows only the best levels: the book of row 0 is seeded, a level
 * that comes (back) into view is adopted as it is shown, and what the file never explains stands in unnamed orders.
 * Everything follows from the rows alone, so the same file always gives the same steps under the same numbers.
 */
export class Translator {
  readonly #book = new BookModel();
  #steps: Step[] = [];
  #emitted = 0;
  #sweep: Sweep | undefined;

  /** The steps that a row adds. Executions of one moment come as one step, when the moment is over. */
  next(row: LobsterRow): readonly Step[] {
    if (this.#sweep !== undefined && !continues(this.#sweep, row.message)) this.#endSweep();
    if (row.index > 0) this.#apply(row);
    this.#adopt('SELL', row.asks, row.depth);
    this.#adopt('BUY', row.bids, row.depth);
    return this.#take();
  }

  /** The steps that are still owed after the last row. */
  end(): readonly Step[] {
    this.#endSweep();
    return this.#take();
  }

  #apply(row: LobsterRow): void {
    switch (row.message.type) {
      case LobsterType.NEW:
        return this.#arrive(row);
      case LobsterType.PARTIAL_CANCEL:
      case LobsterType.DELETE:
        return this.#withdraw(row.message);
      case LobsterType.EXECUTION:
        return this.#execute(row);
      default:
        // Hidden executions, crosses and halts do not change the displayed book.
        return;
    }
  }

  /** A new order queues behind what stood at its price out of view. */
  #arrive({ message, asks, bids }: LobsterRow): void {
    const { price, size, orderId } = message;
    const side = sideOf(message);
    const shown = (side === 'SELL' ? asks : bids).find((level) => level.price === price)?.size ?? 0;
    const unseen = shown - size - this.#book.size(side, price);
    if (unseen > 0) this.#place(side, price, unseen, 0);
    this.#place(side, price, size, orderId);
  }

  #place(side: Side, price: number, size: number, orderId: number): void {
    const order = this.#emit({ kind: 'place', side, price, size });
    this.#book.add({ order, side, price, executed: 0, leaves: size, orderId });
  }

  /** Takes `size` off the order, or off the unnamed ones where the file never showed it coming. */
  #withdraw(message: LobsterMessage): void {
    const { price, size, orderId } = message;
    const side = sideOf(message);
    const named = this.#book.piecesOf(orderId);
    const pieces =
      named.length > 0
        ? named
        : this.#book.level(side, price).filter((piece) => piece.orderId === 0);
    let left = size;
    for (const piece of pieces.toReversed()) {
      if (left === 0) break;
      const taken = Math.min(left, piece.leaves);
      left -= taken;
      this.#shrink(piece, taken);
    }
  }

  #shrink(piece: Piece, by: number): void {
    if (by === piece.leaves) return this.#cancel(piece);
    piece.leaves -= by;
    this.#emit({
      kind: 'reduce',
      order: piece.order,
      price: piece.price,
      quantity: piece.executed + piece.leaves,
    });
  }

  #cancel(piece: Piece): void {
    this.#emit({ kind: 'cancel', order: piece.order });
    this.#book.remove(piece);
  }

  /** Notes what the file executed, and takes it off the oldest pieces at the price, as the platform will. */
  #execute({ index: row, message }: LobsterRow): void {
    const { time, price, size, orderId } = message;
    const side = sideOf(message);
    const level = this.#book.level(side, price);
    const named = this.#book.piecesOf(orderId);
    const standing = named.length > 0 ? named : level.filter((piece) => piece.orderId === 0);
    this.#sweep ??= { time, restingSide: side, fills: [], price, size: 0 };
    this.#sweep.price = price;
    this.#sweep.size += size;
    this.#sweep.fills.push({ row, price, size, orders: standing.map((piece) => piece.order) });
    const [head] = level;
    let left = size;
    for (const piece of level) {
      const taken = Math.min(left, piece.leaves);
      left -= taken;
      piece.executed += taken;
      piece.leaves -= taken;
      if (piece.leaves === 0) this.#book.remove(piece);
    }
    // Where the file passed over the head of the queue, the piece that it executed stays and stands for that head.
    const [executed] = named;
    if (
      executed !== undefined &&
      head !== undefined &&
      executed !== head &&
      executed.leaves === size
    )
      this.#book.rename(executed, head.orderId);
  }

  /** Makes a side equal to what is shown of it: that is where the file's unseen past comes in. */
  #adopt(side: Side, shown: readonly LobsterLevel[], depth: number): void {
    const worst = shown.length < depth ? undefined : shown.at(-1)?.price;
    const inView = (price: number): boolean =>
      worst === undefined || (side === 'SELL' ? price <= worst : price >= worst);
    const sizes = new Map(shown.map(({ price, size }) => [price, size]));
    for (const price of this.#book.prices(side)) {
      if (inView(price))
        this.#drop(side, price, this.#book.size(side, price) - (sizes.get(price) ?? 0));
      else for (const piece of this.#book.level(side, price)) this.#book.rename(piece, 0);
    }
    for (const [price, size] of sizes) {
      const missing = size - this.#book.size(side, price);
      if (missing > 0) this.#place(side, price, missing, 0);
    }
  }

  /** Takes a surplus off a level: from unnamed pieces first, from the newest on. */
  #drop(side: Side, price: number, surplus: number): void {
    const newestFirst = this.#book.level(side, price).toReversed();
    const unnamed = newestFirst.filter((piece) => piece.orderId === 0);
    const named = newestFirst.filter((piece) => piece.orderId !== 0);
    let left = surplus;
    for (const piece of [...unnamed, ...named]) {
      if (left <= 0) return;
      const taken = Math.min(left, piece.leaves);
      left -= taken;
      this.#shrink(piece, taken);
    }
  }

  #endSweep(): void {
    const sweep = this.#sweep;
    if (sweep === undefined) return;
    this.#sweep = undefined;
    const { price, size, fills } = sweep;
    this.#emit({
      kind: 'take',
      side: sweep.restingSide === 'BUY' ? 'SELL' : 'BUY',
      price,
      size,
      fills,
    });
  }

  #emit(step: Step): number {
    this.#steps.push(step);
    return this.#emitted++;
  }

  #take(): readonly Step[] {
    const steps = this.#steps;
    this.#steps = [];
    return steps;
  }
}

/** Executions of one side with one time stamp are one incoming order; hidden ones among them do not count. */
function continues(sweep: Sweep, message: LobsterMessage): boolean {
  if (message.time !== sweep.time) return false;
  return (
    message.type === LobsterType.HIDDEN_EXECUTION ||
    (message.type === LobsterType.EXECUTION && sideOf(message) === sweep.restingSide)
  );
}

/** Side of the resting order that a message is about. */
function sideOf(message: LobsterMessage): Side {
  return message.direction === 1 ? 'BUY' : 'SELL';
}
