/** One command that a row comes to. Orders are numbered by the step that placed them. */
export type Step =
  | {
      readonly kind: 'place';
      readonly side: 'BUY' | 'SELL';
      readonly price: number;
      readonly size: number;
    }
  /** The order keeps its place with `quantity` as its new total. */
  | {
      readonly kind: 'reduce';
      readonly order: number;
      readonly price: number;
      readonly quantity: number;
    }
  | { readonly kind: 'cancel'; readonly order: number }
  /** An incoming order that takes what the file's executions took, and nothing else. */
  | {
      readonly kind: 'take';
      readonly side: 'BUY' | 'SELL';
      readonly price: number;
      readonly size: number;
      readonly fills: readonly ExpectedFill[];
    };

/** An execution of the file. */
export interface ExpectedFill {
  readonly row: number;
  readonly price: number;
  readonly size: number;
  /** Our orders that stand for the one that the file executed: its own, or all unnamed ones at the price. */
  readonly orders: readonly number[];
}
