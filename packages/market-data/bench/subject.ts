import type { MarketUpdate, UpdateSink } from '../src/index.ts';

/** One way of reading an input: all of it, synchronously or not; answers how many it read. */
export type Run = () => number | Promise<number>;

/** What is measured: the reader itself, and what it is read beside. */
export interface Subject {
  /** What is counted. */
  readonly unit: string;
  /** Bytes of the input, or characters. */
  readonly bytes: number;
  readonly run: Run;
  /** The least that must be done with the same bytes. */
  readonly floor: { readonly what: string; readonly run: Run };
  /** Another program for the same bytes. */
  readonly peer?: { readonly what: string; readonly run: Run };
}

/** Adds up what it is told, so that nothing can be left out. */
export class Sum implements UpdateSink {
  updates = 0;
  total = 0;
  instrument(): void {}
  update(update: MarketUpdate): void {
    this.updates++;
    this.total += update.price + update.bidPrice;
  }
}

/** As a file comes: in pieces of 64 KiB. */
export const inPieces = (bytes: Uint8Array, push: (piece: Uint8Array) => void): void => {
  for (let at = 0; at < bytes.length; at += 65_536) push(bytes.subarray(at, at + 65_536));
};

/** Repeats an input until it has so many bytes; for formats whose records stand by themselves. */
export const repeated = (bytes: Uint8Array, times: number): Uint8Array =>
  Buffer.concat(Array.from({ length: times }, () => bytes));

/** The floor of binary formats: one copy, and one pass over all of it in words. */
export const copyAndWalk = (bytes: Uint8Array, records: number): Subject['floor'] => ({
  what: 'one copy of the bytes and one pass over their 32-bit words',
  run: () => {
    const copy = new Uint8Array(bytes);
    const words = new Uint32Array(copy.buffer, copy.byteOffset, copy.length >> 2);
    let sum = 0;
    for (let i = 0; i < words.length; i++) sum = (sum + words[i]!) >>> 0;
    return sum === 0.5 ? 0 : records;
  },
});
