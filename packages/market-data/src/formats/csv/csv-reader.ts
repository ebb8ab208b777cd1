import { parse, type Parser } from 'csv-parse';
import type { FeedReader, LeftOut } from '../../reader/feed-reader.ts';
import { FormatError } from '../../reader/format-error.ts';
import type { Sequencing, UpdateSink } from '../../update/sink.ts';
import type { ColumnMap } from '../tables/column-map.ts';
import { RowUpdates } from '../tables/row-updates.ts';

export interface CsvOptions {
  /** 0–255. */
  readonly source: number;
  readonly map: ColumnMap;
  /** Between the fields; a comma by default. */
  readonly delimiter?: string;
}

/** Characters of a row at most. */
const ROW_MAX = 1 << 16;

/**
 * Reads trades or quotes from CSV (RFC 4180, UTF-8) with a header, which may have columns in any order. The sequence is a
 * column's, or the number of the row. Errors have the number of rows before as their position.
 */
export class CsvReader implements FeedReader {
  readonly sequencing: Sequencing;
  readonly #rows: RowUpdates;
  readonly #parser: Parser;
  #position = 0;
  #hasHeader = false;
  #isOver = false;
  #thrown: { readonly error: unknown } | undefined;

  constructor(sink: UpdateSink, { source, map, delimiter = ',' }: CsvOptions) {
    this.sequencing = map.columns.sequence === undefined ? 'CONTIGUOUS' : 'ASCENDING';
    this.#rows = new RowUpdates(sink, source, map);
    // Records are taken as they are parsed, within `write`: nothing waits in the stream behind it.
    this.#parser = parse({
      bom: true,
      delimiter,
      max_record_size: ROW_MAX,
      skip_empty_lines: true,
      on_record: (cells: string[], { bytes }) => {
        this.#take(cells, bytes);
        return null;
      },
    });
    // Read from `errored` instead; without a listener the process would end.
    this.#parser.on('error', () => undefined);
  }

  get position(): number {
    return this.#position;
  }

  get leftOut(): LeftOut {
    return this.#rows.leftOut;
  }

  push(bytes: Uint8Array): void {
    this.#expectReading();
    this.#parser.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    this.#rethrow();
  }

  end(): void {
    this.#expectReading();
    this.#isOver = true;
    this.#parser.end();
    this.#rethrow();
    if (!this.#hasHeader) throw new FormatError('TRUNCATED', 0, 'no header');
    this.#position = this.#parser.info.bytes;
  }

  /** What is thrown here must not pass through the parser, which has errors of its own. */
  #take(cells: readonly string[], bytes: number): void {
    if (this.#thrown !== undefined) return;
    try {
      if (this.#hasHeader) this.#rows.tell(cells);
      else this.#rows.header(cells);
      this.#hasHeader = true;
      this.#position = bytes;
    } catch (error) {
      this.#thrown = { error };
    }
  }

  #expectReading(): void {
    if (this.#isOver || this.#thrown !== undefined || this.#parser.errored !== null)
      throw new FormatError('AFTER_END', this.#rows.rows, 'the reader has ended or failed');
  }

  #rethrow(): void {
    if (this.#thrown !== undefined) throw this.#thrown.error;
    const cause = this.#parser.errored;
    if (cause === null) return;
    const code = 'code' in cause ? cause.code : '';
    const isLong = code === 'CSV_MAX_RECORD_SIZE';
    throw new FormatError(isLong ? 'LIMIT' : 'FRAMING', this.#rows.rows, cause.message, { cause });
  }
}
