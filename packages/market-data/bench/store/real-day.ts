import { parseDate } from '@bellwether/domain';
import { readLobster } from '@bellwether/engine/verify';
import type { ClickHouseClient } from '@bellwether/platform/click-house';
import { MarketBoard } from '../../src/board/market-board.ts';
import { LobsterUpdates } from '../../src/index.ts';
import { MarketTime } from '../../src/moment/market-time.ts';
import { BoardIntake } from '../../src/sources/board-intake.ts';
import { BarRecorder } from '../../src/store/bar-recorder.ts';
import type { MarketStore } from '../../src/store/market-store.ts';
import { SourceRecorder } from '../../src/store/source-recorder.ts';
import { ReceiptClock } from './receipt-clock.ts';

/** Stores a day of a LOBSTER file as if it were heard today: received some hundreds of microseconds after it happened. */
export async function storeRealDay(
  store: MarketStore,
  path: string,
  rows: number = Infinity,
): Promise<void> {
  const receipt = new ReceiptClock();
  const { now } = receipt;
  const bars = new BarRecorder(store, (i) => board.state.symbols.symbolOf(i), now);
  const board = new MarketBoard({ instrumentsMax: 4, indicators: [], changed: () => {}, bars });
  const source = board.source('nasdaq', 'ASCENDING', true);
  const recorder = new SourceRecorder(store, source.state, board.state.symbols);
  const taken = { instrument: () => {}, update: recorder.update.bind(recorder) };
  const intake = new BoardIntake({ board, source, time: new MarketTime(), taken, now });
  intake.begin();
  const updates = new LobsterUpdates(receipt.before(intake), {
    source: 1,
    date: parseDate('2012-06-21'),
    symbol: 'AMZN',
  });
  let read = 0;
  for await (const row of readLobster(path)) {
    if (read++ === rows) break;
    updates.add(row);
    if (read % 1_000 === 0) await store.room();
  }
}

export interface TableSize {
  readonly rows: number;
  readonly bytesPerRow: number;
}

/** Rows of a table, and what each takes compressed. */
export async function sizeOf(client: ClickHouseClient, table: string): Promise<TableSize> {
  const answer = await client.query({
    query: `select toUInt32(sum(rows)) as rows, round(sum(data_compressed_bytes) / rows, 2) as bytesPerRow
      from system.parts where database = 'market' and table = '${table}' and active`,
    format: 'JSONEachRow',
  });
  const [size] = await answer.json<TableSize>();
  return size!;
}
