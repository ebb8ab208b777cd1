/** One engine under test, as the benchmark drives it. */
export interface Book {
  /** Executes operations `from` … `to` − 1 of the flow that the book was made for. */
  run(from: number, to: number): void;
  /** Quantity traded so far, to be compared with what a correct engine trades. */
  volume(): number;
}

/** Makes a book for a flow's operations (see `Op`); ids and other preparations are not timed. */
export type BookFactory = (ops: Int32Array) => Book;
