/** `bellwether` takes any number of producers, `bellwether (one producer)` and ringbuf.js exactly one. */
export type RingKind = 'bellwether' | 'bellwether (one producer)' | 'ringbuf.js' | 'postMessage';

export interface RingWorkerInput {
  readonly kind: RingKind;
  readonly messages: number;
  /** Messages that the reader takes at a time, at the most. */
  readonly readerTakes: number;
  /** Send each message back instead of counting. */
  readonly echo: boolean;
  readonly buffer: SharedArrayBuffer | undefined;
  readonly back: SharedArrayBuffer | undefined;
}
