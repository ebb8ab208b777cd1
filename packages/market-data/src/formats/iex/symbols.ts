import { FormatError } from '../../reader/format-error.ts';
import type { UpdateSink } from '../../update/sink.ts';

const SYMBOLS_MAX = 0x1_00_00;

/** Numbers for symbols of eight letters, found by their two halves without making a string. */
export class Symbols {
  readonly #sink: UpdateSink;
  readonly #byHalves = new Map<number, Map<number, number>>();
  #count = 0;

  constructor(sink: UpdateSink) {
    this.#sink = sink;
  }

  /** The instrument of the symbol at an offset, announced when it is new. @throws FormatError LIMIT beyond 65 536. */
  at(view: DataView, at: number, position: number): number {
    const first = view.getUint32(at);
    let others = this.#byHalves.get(first);
    if (others === undefined) this.#byHalves.set(first, (others = new Map()));
    const last = view.getUint32(at + 4);
    const known = others.get(last);
    if (known !== undefined) return known;
    if (this.#count >= SYMBOLS_MAX)
      throw new FormatError('LIMIT', position, `more than ${SYMBOLS_MAX} symbols`);
    const id = ++this.#count;
    others.set(last, id);
    const text = Buffer.from(view.buffer, view.byteOffset + at, 8).toString('latin1');
    this.#sink.instrument(id, text.trimEnd());
    return id;
  }
}
