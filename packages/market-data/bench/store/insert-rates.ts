import { Readable } from 'node:stream';
import type { ClickHouseClient } from '@bellwether/platform/click-house';
import { Block } from '../../src/store/native/block.ts';
import { Reused } from '../../src/store/native/wire.ts';
import { quotesTable } from '../../src/store/tables.ts';

const BATCH = 65_536;
const BATCHES = 8;
const SYMBOLS = Array.from({ length: 500 }, (_, i) => `S${i}`);
/** Days since 1970, and ns of one. */
const DAY = Math.floor(Date.now() / 86_400_000);
const STEP = 10_000;

/** Rows that both formats are made of. */
interface Row {
  readonly symbol: string;
  readonly nanos: number;
  readonly sequence: number;
  readonly bid: number;
  readonly size: number;
}

const rowAt = (n: number): Row => ({
  symbol: SYMBOLS[(n * 7_919) % SYMBOLS.length]!,
  nanos: n * STEP,
  sequence: n,
  bid: 1_000_000 + ((n * 37) % 5_000),
  size: 100 * (1 + (n % 9)),
});

type Format = 'native' | 'rowBinary' | 'jsonEachRow';

/** What one format costs: rows a second by the clock, and of this process's own time for each row. */
export interface Rate {
  readonly rowsPerSecond: number;
  readonly clientNanosPerRow: number;
  readonly bytesPerRow: number;
}

/** The median of some rounds of inserts of quotes, one after the other, from numbers to the answer. */
export async function insertRates(
  client: ClickHouseClient,
  rounds: number,
): Promise<Readonly<Record<Format, Rate>>> {
  const found: Record<Format, Rate[]> = { native: [], rowBinary: [], jsonEachRow: [] };
  // One format after the other in each round: what else the machine does concerns both.
  for (let round = 0; round <= rounds; round++)
    for (const [name, insert] of [
      ['native', nativeInsert(client)],
      ['rowBinary', rowBinaryInsert(client)],
      ['jsonEachRow', jsonInsert(client)],
    ] as const) {
      await client.command({ query: 'truncate table market.quotes' });
      const rate = await rateOf(insert);
      if (round > 0) found[name].push(rate);
    }
  return {
    native: median(found.native),
    rowBinary: median(found.rowBinary),
    jsonEachRow: median(found.jsonEachRow),
  };
}

type Insert = (from: number) => Promise<number>;

function nativeInsert(client: ClickHouseClient): Insert {
  const block = new Block(quotesTable.columns, BATCH);
  const memory = new Reused();
  const { columns } = block;
  return async (from) => {
    for (let row = 0; row < BATCH; row++) {
      const { symbol, nanos, sequence, bid, size } = rowAt(from + row);
      columns.symbol.set(row, symbol);
      columns.source.set(row, 'bench');
      columns.event_at.setTime(row, DAY, nanos);
      columns.received_at.setTime(row, DAY, nanos);
      columns.sequence.set(row, sequence);
      columns.bid.set(row, bid);
      columns.bid_size.set(row, size);
      columns.ask.set(row, bid + 100);
      columns.ask_size.set(row, size);
      columns.conditions.set(row, 0);
    }
    block.count = BATCH;
    return send(client, 'Native', block.take(memory));
  };
}

/** Row by row, in one buffer that is sent as it is: 64-bit numbers as two halves, as in the columns. */
function rowBinaryInsert(client: ClickHouseClient): Insert {
  const buffer = Buffer.alloc(BATCH * 90);
  let at = 0;
  const wide = (value: number): void => {
    at = buffer.writeUInt32LE(value >>> 0, at);
    at = buffer.writeInt32LE(Math.floor(value / 2 ** 32), at);
  };
  const text = (value: string): void => {
    buffer[at++] = value.length;
    at += buffer.write(value, at, 'latin1');
  };
  const price = (value: number): void => {
    buffer[at++] = 0;
    wide(value);
  };
  const start = BigInt(DAY) * 86_400_000_000_000n;
  const time = (nanos: number): void => {
    const low = Number(start & 0xffff_ffffn) + nanos;
    at = buffer.writeUInt32LE(low % 2 ** 32, at);
    at = buffer.writeUInt32LE(Number(start >> 32n) + Math.floor(low / 2 ** 32), at);
  };
  return async (from) => {
    at = 0;
    for (let row = 0; row < BATCH; row++) {
      const { symbol, nanos, sequence, bid, size } = rowAt(from + row);
      text(symbol);
      text('bench');
      time(nanos);
      time(nanos);
      wide(sequence);
      price(bid);
      wide(size);
      price(bid + 100);
      wide(size);
      at = buffer.writeUInt32LE(0, at);
    }
    return send(client, 'RowBinary', buffer.subarray(0, at));
  };
}

async function send(client: ClickHouseClient, format: string, bytes: Uint8Array): Promise<number> {
  const query = `insert into market.quotes format ${format}`;
  const values = Readable.from([bytes], { objectMode: false });
  const { stream } = await client.exec({ query, values });
  stream.resume();
  return bytes.length;
}

function jsonInsert(client: ClickHouseClient): Insert {
  return async (from) => {
    const rows = Array.from({ length: BATCH }, (_, row) => {
      const { symbol, nanos, sequence, bid, size } = rowAt(from + row);
      const seconds = DAY * 86_400 + Math.floor(nanos / 1e9);
      const at = `${seconds}.${String(nanos % 1e9).padStart(9, '0')}`;
      const [bid_size, ask_size] = [size, size];
      const said = { symbol, source: 'bench', event_at: at, received_at: at, sequence };
      const quote = { bid: decimal(bid), bid_size, ask: decimal(bid + 100), ask_size };
      return { ...said, ...quote, conditions: 0 };
    });
    await client.insert({ table: 'market.quotes', values: rows, format: 'JSONEachRow' });
    // As of the first: to count all of them would cost as much again.
    return BATCH * (JSON.stringify(rows[0]).length + 1);
  };
}

/** 1/10 000 USD as text. */
const decimal = (price: number): string =>
  `${Math.floor(price / 10_000)}.${String(price % 10_000).padStart(4, '0')}`;

async function rateOf(insert: Insert): Promise<Rate> {
  let bytes = 0;
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  for (let batch = 0; batch < BATCHES; batch++) bytes += await insert(batch * BATCH);
  const rows = BATCH * BATCHES;
  const { user, system } = process.cpuUsage(cpu);
  return {
    rowsPerSecond: Math.round((rows * 1_000) / (performance.now() - startedAt)),
    clientNanosPerRow: Math.round(((user + system) * 1_000) / rows),
    bytesPerRow: Math.round(bytes / rows),
  };
}

function median(rates: readonly Rate[]): Rate {
  return rates.toSorted((a, b) => a.rowsPerSecond - b.rowsPerSecond)[rates.length >> 1]!;
}
