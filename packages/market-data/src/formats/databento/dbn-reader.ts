import { Chunks } from '../../reader/chunks.ts';
import type { FeedReader, LeftOut } from '../../reader/feed-reader.ts';
import { FormatError } from '../../reader/format-error.ts';
import type { Sequencing, UpdateSink } from '../../update/sink.ts';
import { DbnRecords } from './dbn-records.ts';
import { PRELUDE_BYTES, readMetadata, readPrelude } from './metadata.ts';

export interface DbnOptions {
  /** 0–255. */
  readonly source: number;
}

/** The metadata of some hundred thousand symbols. */
const METADATA_MAX = 32 * 2 ** 20;

/**
 * Reads Databento's DBN, versions 1 to 3 (github.com/databento/dbn, rust/dbn/src/record.rs): records of mbo, mbp-1 and
 * trades, and symbol mappings; others are counted. A file compressed by zstd is expanded at its door. Instruments are
 * Databento's ids; one without a symbol is announced by its number. The sequence is the venue's: it has holes for what
 * the subscription leaves out.
 */
export class DbnReader implements FeedReader {
  readonly sequencing: Sequencing = 'ASCENDING';
  readonly #chunks = new Chunks(METADATA_MAX, (view, start, end) => this.#take(view, start, end));
  readonly #records: DbnRecords;
  #hasMetadata = false;

  constructor(sink: UpdateSink, { source }: DbnOptions) {
    this.#records = new DbnRecords(sink, source);
  }

  get position(): number {
    return this.#chunks.position;
  }

  get leftOut(): LeftOut {
    return this.#records.leftOut;
  }

  push(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
  }

  end(): void {
    this.#chunks.end();
  }

  #take(view: DataView, start: number, end: number): number {
    let at = start;
    if (!this.#hasMetadata) {
      if (end - at < PRELUDE_BYTES) return at;
      const { version, bytes } = readPrelude(view, at);
      if (bytes > METADATA_MAX) throw new FormatError('LIMIT', 0, `${bytes} bytes of metadata`);
      if (end - at < bytes) return at;
      const metadata = new Uint8Array(view.buffer, view.byteOffset + at, bytes);
      readMetadata(metadata, version, (id, symbol) => this.#records.announce(id, symbol));
      this.#hasMetadata = true;
      at += bytes;
    }
    const base = this.#chunks.position - start;
    while (at < end) {
      // Records say their length in words of four bytes.
      const bytes = 4 * view.getUint8(at);
      if (bytes < 16) throw new FormatError('FRAMING', base + at, `a record of ${bytes} bytes`);
      if (at + bytes > end) break;
      this.#records.take(view, at, bytes, base + at);
      at += bytes;
    }
    return at;
  }
}
