import { beforeEach, describe, expect, test } from 'vitest';
import { Market } from '../consolidate/market.ts';
import { UpdateAction } from '../update/action.ts';
import { UpdateFlag } from '../update/flags.ts';
import { UpdateKind } from '../update/kind.ts';
import { MarketUpdate } from '../update/market-update.ts';
import { UpdateSide } from '../update/side.ts';
import type { UpdateSink } from '../update/sink.ts';
import { quotesTable } from './tables.ts';
import type { MarketStore } from './market-store.ts';
import { SourceRecorder } from './source-recorder.ts';

/** Quotes as they are written: instrument’s symbol, bid × size, ask × size, without sides that are empty. */
let quotes: string[];
let sink: UpdateSink;
let recorder: SourceRecorder;
let sequence: number;

beforeEach(() => {
  [quotes, sequence] = [[], 0];
  const market = new Market({ instrumentsMax: 4 });
  sink = market.source({ name: 'venue', sequencing: 'ASCENDING' });
  ['A', 'B'].forEach((symbol, id) => sink.instrument(id, symbol));
  recorder = new SourceRecorder(writtenTo(quotes), market.state.sources[0]!, market.state.symbols);
});

/** A store that keeps what is written into the columns of quotes, and has no room for anything else. */
function writtenTo(rows: string[]): MarketStore {
  const parts: Record<string, string | number | undefined> = {};
  const side = (name: 'bid' | 'ask'): string =>
    parts[name] === undefined ? '–' : `${parts[name]}×${parts[`${name}_size`]}`;
  const columnOf = (name: string): object => ({
    set(_: number, value: string | number | undefined) {
      parts[name] = value;
      if (name === 'conditions') rows.push(`${parts['symbol']} ${side('bid')} ${side('ask')}`);
    },
    setTime: () => undefined,
  });
  const names = Object.keys(quotesTable.columns);
  const columns = Object.fromEntries(names.map((name) => [name, columnOf(name)]));
  const row = (name: string): number => (name === 'quotes' ? 0 : -1);
  return { row, quotes: { columns } } as unknown as MarketStore;
}

function tell(fields: Partial<MarketUpdate>): void {
  const always = { sequence: ++sequence, exchangeDay: 20_614, flags: UpdateFlag.LAST };
  const update = Object.assign(new MarketUpdate(), always, fields);
  sink.update(update);
  recorder.update(update);
}

const level = (side: UpdateSide, price: number, quantity: number, fields = {}): void =>
  tell({
    kind: UpdateKind.LEVEL,
    action: quantity === 0 ? UpdateAction.DELETE : UpdateAction.CHANGE,
    side,
    price,
    quantity,
    ...fields,
  });
const { BID, ASK } = UpdateSide;

describe('of a source that tells a book', () => {
  test('its best bid and ask are a quote whenever they are others, and only then', () => {
    level(BID, 100, 5);
    level(ASK, 102, 7);
    level(BID, 99, 50);
    level(BID, 101, 1);
    level(BID, 101, 0);
    expect(quotes).toEqual(['A 100×5 –', 'A 100×5 102×7', 'A 101×1 102×7', 'A 100×5 102×7']);
  });

  test('an event counts once it is complete, also where another instrument’s comes in between', () => {
    level(BID, 100, 5, { sequence: 1, flags: 0 });
    level(ASK, 102, 7, { sequence: 1, part: 1, flags: 0 });
    expect(quotes).toEqual([]);
    level(BID, 50, 1, { sequence: 2, instrument: 1, flags: 0 });
    expect(quotes).toEqual(['A 100×5 102×7']);
    level(ASK, 60, 1, { sequence: 2, part: 1, instrument: 1 });
    expect(quotes.slice(1)).toEqual(['B 50×1 60×1']);
  });

  test('a book that is emptied quotes nothing, in each instrument where all are', () => {
    level(BID, 100, 5);
    level(BID, 50, 1, { instrument: 1 });
    tell({ kind: UpdateKind.CLEAR, flags: UpdateFlag.LAST | UpdateFlag.WHOLE_MARKET });
    expect(quotes.slice(2)).toEqual(['A – –', 'B – –']);
  });
});

describe('of a source that tells quotes', () => {
  const quote = (bidPrice: number, bidSize: number, askPrice: number, askSize: number): void =>
    tell({ kind: UpdateKind.QUOTE, bidPrice, bidSize, askPrice, askSize });

  test('each is a row, also one that says the same again, or is crossed', () => {
    quote(100, 5, 102, 7);
    quote(100, 5, 102, 7);
    quote(103, 5, 102, 7);
    quote(100, 5, 0, 0);
    expect(quotes).toEqual(['A 100×5 102×7', 'A 100×5 102×7', 'A 103×5 102×7', 'A 100×5 –']);
  });

  test('a trade or a status in between is none', () => {
    quote(100, 5, 102, 7);
    tell({ kind: UpdateKind.TRADE, action: UpdateAction.ADD, price: 101, quantity: 1 });
    tell({ kind: UpdateKind.STATUS });
    expect(quotes).toHaveLength(1);
  });

  test('none stands once the source is cleared', () => {
    quote(100, 5, 102, 7);
    tell({ kind: UpdateKind.CLEAR, flags: UpdateFlag.LAST | UpdateFlag.WHOLE_MARKET });
    expect(quotes.slice(1)).toEqual(['A – –']);
  });
});
