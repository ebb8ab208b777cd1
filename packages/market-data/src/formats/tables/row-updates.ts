import { UNREPRESENTABLE, decimalUnits } from '../../exact/decimal.ts';
import { Instant } from '../../exact/instant.ts';
import { LeftOutCounts } from '../../reader/feed-reader.ts';
import { FormatError } from '../../reader/format-error.ts';
import { UpdateAction } from '../../update/action.ts';
import { UpdateFlag } from '../../update/flags.ts';
import { UpdateKind } from '../../update/kind.ts';
import { MarketUpdate } from '../../update/market-update.ts';
import { UpdateSide } from '../../update/side.ts';
import type { UpdateSink } from '../../update/sink.ts';
import { REQUIRED, type ColumnMap, type TableField } from './column-map.ts';
import { RowConditions } from './row-conditions.ts';
import { RowTime } from './row-time.ts';

const PRICE_DECIMALS = 4;
const SYMBOLS_MAX = 0x1_00_00;

/** Tells rows of texts as updates, by what a column map says they mean. Rows are numbered from 0 for errors. */
export class RowUpdates {
  readonly leftOut: LeftOutCounts = new LeftOutCounts();
  readonly #sink: UpdateSink;
  readonly #map: ColumnMap;
  readonly #update = new MarketUpdate();
  readonly #instant = new Instant();
  readonly #time: RowTime;
  readonly #conditions: RowConditions;
  readonly #symbols = new Map<string, number>();
  #places = new Map<TableField, number>();
  #row = 0;
  #gap = 0;

  constructor(sink: UpdateSink, source: number, map: ColumnMap) {
    this.#sink = sink;
    this.#map = map;
    this.#time = new RowTime(map);
    this.#conditions = new RowConditions(map);
    this.#update.source = source;
  }

  /** Rows told so far. */
  get rows(): number {
    return this.#row;
  }

  /** Where the fields are. @throws FormatError FIELD where the header lacks one that the map names, or a field is not mapped. */
  header(names: readonly string[]): void {
    const columns = Object.entries(this.#map.columns) as [TableField, string][];
    this.#places = new Map(columns.map(([field, name]) => [field, names.indexOf(name)] as const));
    for (const [field, name] of columns)
      if (this.#places.get(field) === -1)
        throw new FormatError('FIELD', 0, `no column "${name}" for ${field}`);
    for (const field of REQUIRED[this.#map.rows])
      if (!this.#places.has(field)) throw new FormatError('FIELD', 0, `no column for ${field}`);
    if (!this.#places.has('symbol') && this.#map.symbol === undefined)
      throw new FormatError('FIELD', 0, 'neither a column of symbols nor a symbol');
  }

  /** @throws FormatError FIELD where a cell is not what its field must be, LIMIT beyond 65 536 symbols. */
  tell(cells: readonly string[]): void {
    const update = this.#update;
    const isTime = this.#time.read(
      this.#text(cells, 'time'),
      this.#optional(cells, 'date'),
      this.#instant,
    );
    if (!isTime) this.#refuse('time');
    update.exchangeDay = update.receiveDay = this.#instant.day;
    update.exchangeNanos = update.receiveNanos = this.#instant.nanos;
    const sequence = this.#optional(cells, 'sequence');
    update.sequence = sequence === undefined ? this.#row + 1 : decimalUnits(sequence, 0);
    if (!(update.sequence >= 0 && update.sequence < Infinity)) this.#refuse('sequence');
    update.part = 0;
    update.instrument = this.#instrument(this.#optional(cells, 'symbol') ?? this.#map.symbol ?? '');
    update.flags = UpdateFlag.LAST | this.#gap;
    const isWhole = this.#map.rows === 'TRADES' ? this.#trade(cells) : this.#quote(cells);
    this.#row++;
    if (isWhole) {
      this.#sink.update(update);
      this.#gap = 0;
    } else {
      this.leftOut.unrepresentable++;
      this.#gap = UpdateFlag.GAP_BEFORE;
    }
  }

  /** @returns false where a number cannot be represented. */
  #trade(cells: readonly string[]): boolean {
    const update = this.#update;
    update.kind = UpdateKind.TRADE;
    update.action = UpdateAction.ADD;
    update.price = this.#number(cells, 'price', PRICE_DECIMALS);
    update.quantity = this.#number(cells, 'quantity', this.#map.quantityDecimals ?? 0);
    const side = this.#map.sides?.[this.#optional(cells, 'side') ?? ''];
    update.side = side === undefined ? UpdateSide.NONE : UpdateSide[side];
    update.conditions = this.#conditions.of(this.#optional(cells, 'conditions') ?? '');
    const id = this.#optional(cells, 'tradeId');
    const trade = id === undefined || id === '' ? 0 : decimalUnits(id, 0);
    if (Number.isNaN(trade) || trade < 0) this.#refuse('tradeId');
    update.correctedHigh = update.correctedLow = 0;
    if (update.price + update.quantity + trade === UNREPRESENTABLE) return false;
    update.tradeHigh = Math.floor(trade / 2 ** 32);
    update.tradeLow = trade % 2 ** 32;
    return true;
  }

  #quote(cells: readonly string[]): boolean {
    const update = this.#update;
    const decimals = this.#map.quantityDecimals ?? 0;
    update.kind = UpdateKind.QUOTE;
    update.bidPrice = this.#number(cells, 'bidPrice', PRICE_DECIMALS);
    update.bidSize = this.#number(cells, 'bidSize', decimals);
    update.askPrice = this.#number(cells, 'askPrice', PRICE_DECIMALS);
    update.askSize = this.#number(cells, 'askSize', decimals);
    update.conditions = 0;
    return update.bidPrice + update.bidSize + update.askPrice + update.askSize !== UNREPRESENTABLE;
  }

  #instrument(symbol: string): number {
    const known = this.#symbols.get(symbol);
    if (known !== undefined) return known;
    if (symbol === '') this.#refuse('symbol');
    if (this.#symbols.size >= SYMBOLS_MAX)
      throw new FormatError('LIMIT', this.#row, `more than ${SYMBOLS_MAX} symbols`);
    const id = this.#symbols.size + 1;
    this.#symbols.set(symbol, id);
    this.#sink.instrument(id, symbol);
    return id;
  }

  /** An empty side of a quote is no price and no size. */
  #number(cells: readonly string[], field: TableField, decimals: number): number {
    const text = this.#text(cells, field);
    const isQuote = this.#map.rows === 'QUOTES';
    const value = text === '' && isQuote ? 0 : decimalUnits(text, decimals);
    return Number.isNaN(value) ? this.#refuse(field) : value;
  }

  #text(cells: readonly string[], field: TableField): string {
    return this.#optional(cells, field) ?? '';
  }

  #optional(cells: readonly string[], field: TableField): string | undefined {
    const place = this.#places.get(field);
    return place === undefined ? undefined : cells[place];
  }

  #refuse(field: TableField): never {
    throw new FormatError('FIELD', this.#row, `row ${this.#row + 1} has no valid ${field}`);
  }
}
