import { UNREPRESENTABLE } from '../../exact/decimal.ts';
import type { Instant } from '../../exact/instant.ts';
import { LeftOutCounts } from '../../reader/feed-reader.ts';
import { FormatError } from '../../reader/format-error.ts';
import { UpdateFlag } from '../../update/flags.ts';
import { MarketUpdate } from '../../update/market-update.ts';
import type { UpdateSink } from '../../update/sink.ts';
import { Fields } from './fields.ts';

const SYMBOLS_MAX = 0x1_00_00;

/** What readers of any feed do for a message: count it, stamp updates, number symbols, and remember holes. */
export class Session {
  readonly leftOut: LeftOutCounts = new LeftOutCounts();
  readonly fields: Fields = new Fields();
  readonly update: MarketUpdate = new MarketUpdate();
  readonly #sink: UpdateSink;
  readonly #symbols = new Map<string, number>();
  readonly #gaps = new Set<number>();

  constructor(sink: UpdateSink, source: number) {
    this.#sink = sink;
    this.update.source = source;
  }

  /** A message has come. */
  begin(received: Instant): void {
    this.update.sequence = ++this.fields.position;
    this.update.part = 0;
    this.update.receiveDay = received.day;
    this.update.receiveNanos = received.nanos;
  }

  setTime(instant: Instant): void {
    this.update.exchangeDay = instant.day;
    this.update.exchangeNanos = instant.nanos;
  }

  /** The updates that follow are of this symbol. @throws FormatError LIMIT beyond 65 536. */
  setSymbol(symbol: string): number {
    let id = this.#symbols.get(symbol);
    if (id === undefined) {
      if (this.#symbols.size >= SYMBOLS_MAX)
        throw new FormatError('LIMIT', this.fields.position, `more than ${SYMBOLS_MAX} symbols`);
      id = this.#symbols.size + 1;
      this.#symbols.set(symbol, id);
      this.#sink.instrument(id, symbol);
    }
    this.update.instrument = id;
    return id;
  }

  /** Something of the current symbol is missing before its next update. */
  noteGap(): void {
    this.#gaps.add(this.update.instrument);
  }

  /** Tells the update, unless one of its numbers cannot be represented: then that is counted, and told by the next. */
  emit(flags: number, ...numbers: readonly number[]): void {
    if (numbers.includes(UNREPRESENTABLE)) {
      this.leftOut.unrepresentable++;
      this.noteGap();
      return;
    }
    const hasGap = this.#gaps.size > 0 && this.#gaps.delete(this.update.instrument);
    this.update.flags = flags | (hasGap ? UpdateFlag.GAP_BEFORE : 0);
    this.#sink.update(this.update);
    this.update.part++;
  }
}
