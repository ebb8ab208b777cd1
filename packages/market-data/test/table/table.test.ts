import { MessageChannel, Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import {
  Market,
  MarketStatus,
  QuoteCondition,
  ROW_BYTES,
  StaleReason,
  TableReader,
  TableWriter,
  UpdateKind,
  type RowNumber,
} from '../../src/index.ts';
import { Feed } from '../consolidate/feed.ts';

const SOAK = process.env['SOAK'] === '1';
const NUMBERS: readonly RowNumber[] = [
  'bidPrice',
  'bidSize',
  'askPrice',
  'askSize',
  'last',
  'lastQuantity',
  'lastOffset',
  'open',
  'high',
  'low',
  'volume',
  'turnover',
  'previousClose',
];

test('a row says what the market knows, beyond 32 bits and below zero too', () => {
  const table = new TableWriter(4);
  const market = new Market({
    instrumentsMax: 4,
    listener: { changed: (i) => table.write(market.state, i) },
  });
  const feed = new Feed(market);
  feed.quote(-5, 2 ** 40 + 1, 1_000_200, 100).trade(1_000_000, 300);
  feed.tell({ kind: UpdateKind.STATUS, status: MarketStatus.HALTED });
  const reader = new TableReader(table.buffer);
  expect([table.buffer.byteLength, reader.read(0)]).toEqual([4 * ROW_BYTES, true]);
  const { row } = reader;
  expect(NUMBERS.map((name) => row.number(name))).toEqual([
    -5,
    2 ** 40 + 1,
    1_000_200,
    100,
    1_000_000,
    300,
    36_000_000_000_000,
    1_000_000,
    1_000_000,
    1_000_000,
    300,
    300_000_000,
    0,
  ]);
  expect(row).toMatchObject({
    hasLast: true,
    hasRange: true,
    hasPrevious: false,
    stale: StaleReason.FRESH,
    condition: QuoteCondition.NORMAL,
    status: MarketStatus.HALTED,
    bidVenues: 1,
    date: 20_614,
  });
});

test('an instrument that nobody has told anything of has version 0', () => {
  const reader = new TableReader(new TableWriter(1).buffer);
  expect([reader.read(0), reader.row.version]).toEqual([true, 0]);
});

test('a row whose writer has died within it is refused', () => {
  const { buffer } = new TableWriter(1);
  new Int32Array(buffer)[0] = 7;
  expect(new TableReader(buffer).read(0)).toBe(false);
});

/** The longer one as of `SOAK=1`. */
test(
  `no row is torn while another thread writes for ${SOAK ? 20 : 0.5} s`,
  { timeout: 60_000 },
  async () => {
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const { port1, port2 } = new MessageChannel();
    const worker = new Worker(new URL('./table-storm.ts', import.meta.url), {
      workerData: { port: port2, stop, rows: 2 },
      transferList: [port2],
    });
    const [buffer] = (await once(port1, 'message')) as [SharedArrayBuffer];
    const reader = new TableReader(buffer);
    const until = performance.now() + (SOAK ? 20_000 : 500);
    let [reads, torn] = [0, 0];
    const versions = new Set<number>();
    while (performance.now() < until) {
      for (let n = 0; n < 1_000; n++) {
        // A writer that the machine has put aside within a row is waited for, not believed.
        if (!reader.read(n & 1)) continue;
        const { row } = reader;
        const first = row.number('bidPrice');
        const isWhole =
          NUMBERS.every((name) => row.number(name) === first) &&
          row.bidVenues === ((first / (2 ** 32 + 1)) & 0xff_ff) &&
          row.askVenues === row.bidVenues;
        if (row.version > 0 && !isWhole) torn++;
        reads++;
      }
      versions.add(reader.row.version);
    }
    Atomics.store(stop, 0, 1);
    await once(worker, 'exit');
    port1.close();
    expect(torn).toBe(0);
    expect([reads >= 1_000, versions.size > 1]).toEqual([true, true]);
  },
);
