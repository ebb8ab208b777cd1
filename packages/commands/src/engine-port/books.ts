import { invariant, type InstrumentId } from '@bellwether/domain';

/** Where an order goes and in which unit its prices are counted. */
export interface Book {
  /** The engine's number of the instrument. */
  readonly index: number;
  /** 1/10 000 USD. */
  readonly tickSize: bigint;
}

/** The instruments whose books the engine holds, by its numbers. A number that is given back is used again. */
export class Books {
  readonly #books = new Map<InstrumentId, Book>();
  readonly #instruments: (InstrumentId | undefined)[] = [];
  readonly #free: number[] = [];

  /** Gives an instrument a number. */
  open(instrumentId: InstrumentId, tickSize: bigint): Book {
    invariant(!this.#books.has(instrumentId), `the book of ${instrumentId} is open`);
    const index = this.#free.pop() ?? this.#instruments.length;
    const book = { index, tickSize };
    this.#books.set(instrumentId, book);
    this.#instruments[index] = instrumentId;
    return book;
  }

  /** Takes the number back. */
  close(instrumentId: InstrumentId): void {
    const { index } = this.of(instrumentId);
    this.#books.delete(instrumentId);
    this.#instruments[index] = undefined;
    this.#free.push(index);
  }

  has(instrumentId: InstrumentId): boolean {
    return this.#books.has(instrumentId);
  }

  of(instrumentId: InstrumentId): Book {
    const book = this.#books.get(instrumentId);
    invariant(book !== undefined, `the book of ${instrumentId} is not open`);
    return book;
  }

  instrumentOf(index: number): InstrumentId {
    const instrumentId = this.#instruments[index];
    invariant(instrumentId !== undefined, `the engine names symbol ${index}, which is not open`);
    return instrumentId;
  }
}
