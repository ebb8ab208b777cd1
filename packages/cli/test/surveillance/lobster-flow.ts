import { readLobster } from '@bellwether/engine/verify';
import type { Observed } from '@bellwether/domain/surveillance';
import type { Step } from '../../src/lobster/step.ts';
import { Translator } from '../../src/lobster/translator.ts';
import { FactWriter } from './fact-writer.ts';

type Side = 'BUY' | 'SELL';

interface Piece {
  readonly number: number;
  readonly price: number;
  leaves: number;
}

/** Whom orders belong to nobody knows: they are dealt out among so many, by their numbers. */
const OWNERS = 200;
/** 2012-06-21 00:00 in New York. */
const MIDNIGHT = 1_340_251_200_000_000_000n;

/** A real day as facts, and the touch at each of them. */
export interface Day {
  readonly facts: readonly Observed[];
  /** Best prices before each fact, from which plants are made. */
  readonly touches: readonly (readonly [bid: number, ask: number])[];
}

/** The facts that the platform would have recorded for a LOBSTER day. @param rowsMax absent: the whole day. */
export async function lobsterFacts(file: string, rowsMax: number = Infinity): Promise<Day> {
  const writer = new FactWriter('AMZN');
  const translator = new Translator();
  const book = new Book();
  const touches: (readonly [number, number])[] = [];
  let number = 0;
  let at = MIDNIGHT;
  const run = (steps: readonly Step[]): void => {
    for (const step of steps) {
      const touch = [book.best('BUY') ?? 0, book.best('SELL') ?? 0] as const;
      execute(step, number, at, writer, book);
      number += 1;
      while (touches.length < writer.facts.length) touches.push(touch);
    }
  };
  writer.fact(at, 'InstrumentAdmitted', { tickSize: 100n });
  touches.push([0, 0]);
  for await (const row of readLobster(file)) {
    if (row.index >= rowsMax) break;
    const steps = translator.next(row);
    run(steps);
    at = MIDNIGHT + BigInt(row.message.time);
  }
  run(translator.end());
  return { facts: writer.facts, touches };
}

/** @param more of a taker that would meet an order of its own: an exchange would not let it. */
function ownerOf(number: number, more = 0): string {
  return `p${((Math.imul(number + 1, 0x9e37_79b1) >>> 8) + more) % OWNERS}`;
}

function execute(step: Step, number: number, at: bigint, writer: FactWriter, book: Book): void {
  switch (step.kind) {
    case 'place':
      writer.enterAs(number, at, ownerOf(number), step.side, step.size, step.price);
      book.add(step.side, { number, price: step.price, leaves: step.size });
      return;
    case 'reduce': {
      const piece = book.of(step.order);
      piece.leaves = step.quantity - book.executedOf(step.order);
      writer.reduce(at, step.order, piece.leaves, piece.price);
      return;
    }
    case 'cancel':
      book.remove(step.order);
      writer.cancel(at, step.order);
      return;
    case 'take': {
      const fills = book.take(step.side, step.size, step.price);
      const met = new Set(fills.map(({ piece }) => ownerOf(piece.number)));
      let more = 0;
      while (met.has(ownerOf(number, more))) more += 1;
      const terms = { timeInForce: 'IOC' };
      writer.enterAs(number, at, ownerOf(number, more), step.side, step.size, step.price, terms);
      for (const { piece, size } of fills)
        writer.trade(at, number, piece.number, size, piece.price);
    }
  }
}

/** Price, then time: a list for each price. */
class Book {
  readonly #levels = { BUY: new Map<number, Piece[]>(), SELL: new Map<number, Piece[]>() };
  readonly #pieces = new Map<number, { readonly piece: Piece; readonly side: Side }>();
  readonly #executed = new Map<number, number>();

  best(side: Side): number | undefined {
    const prices = [...this.#levels[side].keys()];
    if (prices.length === 0) return undefined;
    return side === 'BUY' ? Math.max(...prices) : Math.min(...prices);
  }

  add(side: Side, piece: Piece): void {
    const level = this.#levels[side].get(piece.price);
    if (level === undefined) this.#levels[side].set(piece.price, [piece]);
    else level.push(piece);
    this.#pieces.set(piece.number, { piece, side });
  }

  of(number: number): Piece {
    return this.#known(number).piece;
  }

  executedOf(number: number): number {
    return this.#executed.get(number) ?? 0;
  }

  remove(number: number): void {
    const { piece, side } = this.#known(number);
    this.#pieces.delete(number);
    const rest = (this.#levels[side].get(piece.price) ?? []).filter((one) => one !== piece);
    if (rest.length === 0) this.#levels[side].delete(piece.price);
    else this.#levels[side].set(piece.price, rest);
  }

  take(side: Side, size: number, limit: number): readonly { piece: Piece; size: number }[] {
    const met: Side = side === 'BUY' ? 'SELL' : 'BUY';
    const fills: { piece: Piece; size: number }[] = [];
    for (let left = size; left > 0;) {
      const price = this.best(met);
      if (price === undefined || (side === 'BUY' ? price > limit : price < limit)) break;
      const [piece] = this.#levels[met].get(price) as [Piece];
      const taken = Math.min(left, piece.leaves);
      left -= taken;
      piece.leaves -= taken;
      this.#executed.set(piece.number, this.executedOf(piece.number) + taken);
      fills.push({ piece, size: taken });
      if (piece.leaves === 0) this.remove(piece.number);
    }
    return fills;
  }

  #known(number: number): { readonly piece: Piece; readonly side: Side } {
    const known = this.#pieces.get(number);
    if (known === undefined) throw new Error(`there is no order ${number}`);
    return known;
  }
}
