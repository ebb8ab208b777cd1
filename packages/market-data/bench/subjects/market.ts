import { instantOf, parseDate, sessionDayAfter, wall } from '@bellwether/domain';
import {
  Bar,
  BarBuilder,
  IndicatorTable,
  Market,
  MarketUpdate,
  NANOS_PER_DAY,
  TableWriter,
  TradeCondition,
  UpdateAction,
  UpdateFlag,
  UpdateKind,
  UpdateSide,
  parseIndicator,
  type BarWidth,
  type MarketListener,
  type UpdateSink,
} from '../../src/index.ts';
import type { Run } from '../subject.ts';
import { zipf } from '../zipf.ts';

const SYMBOLS = 5_000;
const UPDATES = 1_000_000;
const picks = zipf(SYMBOLS, UPDATES);
const MONDAY = parseDate('2026-06-08');
/** A million updates over an hour and a half of event time. */
const STEP_NANOS = 5_400_000;

/** Two sources that speak in turn, of the same symbols. */
const sources = (market: Market): readonly UpdateSink[] =>
  ['A', 'B'].map((name) => {
    const sink = market.source({ name, sequencing: 'CONTIGUOUS' });
    for (let i = 0; i < SYMBOLS; i++) sink.instrument(i, `S${i}`);
    return sink;
  });

type Fill = (update: MarketUpdate, n: number, wave: number, round: number) => void;

/** Tells a million updates of another day with every round, to a market that has its memory from the first one on. */
const days = (make: () => Market, fill: Fill): Run => {
  let round = 0;
  let sinks: readonly UpdateSink[] = [];
  return () => {
    if (round === 0) sinks = sources(make());
    const open = instantOf(sessionDayAfter(MONDAY, round + 1), wall(9, 30));
    const openNanos = Number(open % BigInt(NANOS_PER_DAY));
    const update = new MarketUpdate();
    update.exchangeDay = Number(open / BigInt(NANOS_PER_DAY));
    update.flags = UpdateFlag.LAST;
    const before = round * UPDATES;
    for (let n = 0; n < UPDATES; n++) {
      update.instrument = picks[n]!;
      update.sequence = (before + n) >> 1;
      update.exchangeNanos = openNanos + n * STEP_NANOS;
      fill(update, n, (n * 7_919) % 41, round);
      sinks[n & 1]!.update(update);
    }
    round++;
    return UPDATES;
  };
};

const withTable = (): Market => {
  const table = new TableWriter(SYMBOLS);
  const market: Market = new Market({
    instrumentsMax: SYMBOLS,
    listener: { changed: (i) => table.write(market.state, i) },
  });
  return market;
};

const quote: Fill = (update, _n, wave) => {
  update.kind = UpdateKind.QUOTE;
  update.bidPrice = 1_000_000 + 100 * wave;
  update.askPrice = update.bidPrice + 100;
  update.bidSize = update.askSize = 100 + wave;
};

const level: Fill = (update, n, wave) => {
  const isBid = (n & 2) === 0;
  update.kind = UpdateKind.LEVEL;
  update.side = isBid ? UpdateSide.BID : UpdateSide.ASK;
  update.price = isBid ? 1_000_000 - 100 * wave : 1_000_100 + 100 * wave;
  const isGone = n % 5 === 0;
  update.action = isGone ? UpdateAction.DELETE : UpdateAction.CHANGE;
  update.quantity = isGone ? 0 : 100 + wave;
};

/** Two of four updates add an order, the two others delete those of 2 002 updates ago, of the same source. */
const LIFE = 2_002;
const order: Fill = (update, n, wave, round) => {
  const dies = (n & 2) !== 0 && n >= LIFE;
  const born = dies ? n - LIFE : n;
  update.kind = UpdateKind.DELTA;
  update.action = dies ? UpdateAction.DELETE : UpdateAction.ADD;
  update.side = (born & 4) === 0 ? UpdateSide.BID : UpdateSide.ASK;
  update.instrument = picks[born]!;
  update.orderHigh = round;
  update.orderLow = born + 1;
  update.quantity = 100;
  update.price = update.side === UpdateSide.BID ? 1_000_000 - 100 * wave : 1_000_100 + 100 * wave;
};

const trade: Fill = (update, n, wave) => {
  update.kind = UpdateKind.TRADE;
  update.action = UpdateAction.ADD;
  update.price = 1_000_000 + 100 * wave;
  update.quantity = 100 + (n & 63);
  update.conditions = n % 4 === 0 ? TradeCondition.ODD_LOT : TradeCondition.REGULAR;
  update.tradeHigh = 0;
  update.tradeLow = n + 1;
};

const barMarket = (): Market => {
  const bars: MarketListener = new BarBuilder(
    { bar: () => undefined },
    { instrumentsMax: SYMBOLS },
  );
  return new Market({ instrumentsMax: SYMBOLS, listener: bars });
};

const WINDOWS: readonly BarWidth[] = ['5m', '15m', '1h'];
const ROUNDS = 20;

/** A bar of each symbol and window, again and again: six values of each. */
const indicators: Run = () => {
  let count = 0;
  const tables = WINDOWS.map(
    (width) =>
      new IndicatorTable(
        ['sma:14', 'ema:14', 'rsi:14', 'macd:12:26:9'].map(parseIndicator),
        { indicators: () => void count++ },
        { width, instrumentsMax: SYMBOLS },
      ),
  );
  const bar = new Bar();
  for (let round = 0; round < ROUNDS; round++)
    for (const [index, width] of WINDOWS.entries())
      for (let i = 0; i < SYMBOLS; i++) {
        const close = 1_000_000 + ((i * 31 + round * 977) % 5_000);
        bar.instrument = i;
        bar.width = width;
        bar.date = MONDAY;
        bar.start = round;
        bar.open = bar.high = bar.low = bar.close = close;
        bar.volume = 100;
        bar.turnover = 100 * close;
        tables[index]!.bar(bar);
      }
  return count;
};

/** What is measured, by name. */
export const MARKET_SUBJECTS: Readonly<
  Record<string, { readonly unit: string; readonly run: Run }>
> = {
  quotes: {
    unit: 'quotes of two sources into best prices and table',
    run: days(withTable, quote),
  },
  levels: {
    unit: 'levels of two sources into best prices and table',
    run: days(withTable, level),
  },
  orders: {
    unit: 'orders of two sources into best prices and table',
    run: days(withTable, order),
  },
  trades: { unit: 'trades into figures of the day and table', run: days(withTable, trade) },
  bars: { unit: 'trades into figures and bars of six widths', run: days(barMarket, trade) },
  indicators: {
    unit: `closed bars into four indicators, ${SYMBOLS} symbols × ${WINDOWS.length} windows`,
    run: indicators,
  },
};

/** The least that must be done with an update: its price and size into columns by instrument. */
export const floor: Run = () => {
  const [price, size, time] = [0, 1, 2].map(() => new Float64Array(SYMBOLS));
  for (let n = 0; n < UPDATES; n++) {
    const i = picks[n]!;
    price![i] = 1_000_000 + 100 * ((n * 7_919) % 41);
    size![i] = 100;
    time![i] = n * STEP_NANOS;
  }
  return price![0]! + size![0]! + time![0]! === 0.5 ? 0 : UPDATES;
};
