// A thread that writes rows as fast as it can until it is told to stop: every number of a row is the same count.
import { workerData } from 'node:worker_threads';
import { Market, TableWriter } from '../../src/index.ts';

/** What the thread is given. */
export interface Storm {
  /** Where it puts the table. */
  readonly port: { postMessage(message: unknown): void };
  /** Not zero: stop. */
  readonly stop: Int32Array;
  readonly rows: number;
}

const { port, stop, rows } = workerData as Storm;
const { state } = new Market({ instrumentsMax: rows, tradesMax: 1 });
const table = new TableWriter(rows);
port.postMessage(table.buffer);
/** Below 2²⁰, so that a count times 2³² + 1 is a safe integer. */
const COUNTS = 0xf_ff_ff;
for (let count = 1; Atomics.load(stop, 0) === 0; count = (count + 1) & COUNTS) {
  const i = count % rows;
  const { quotes, day } = state;
  for (const column of [
    quotes.bidPrice,
    quotes.bidSize,
    quotes.askPrice,
    quotes.askSize,
    day.last,
    day.lastQuantity,
    day.lastOffset,
    day.open,
    day.high,
    day.low,
    day.volume,
    day.turnover,
    day.previousClose,
  ])
    // Both words of a double change with every count.
    column[i] = count * (2 ** 32 + 1);
  quotes.bidVenues[i] = quotes.askVenues[i] = count & 0xff_ff;
  table.write(state, i);
}
