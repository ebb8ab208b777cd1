// pnpm bench:market-store [--quick] [LOBSTER file]: rows a second into the embedded ClickHouse, in the format that the service
// sends and as JSON, and what a row takes on disk of a real day, where there is one.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { connectClickHouse } from '@bellwether/platform/click-house';
import { quiet, startTestClickHouse } from '@bellwether/testkit';
import { prepareMarket } from '../src/stored-market.ts';
import { MarketStore } from '../src/store/market-store.ts';
import { machine } from './machine.ts';
import { insertRates } from './store/insert-rates.ts';
import { sizeOf, storeRealDay } from './store/real-day.ts';

const SAMPLE = '../../../../shared/data/lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip';
const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [path = fileURLToPath(new URL(SAMPLE, import.meta.url))] = positionals;
const retention = { rawHours: 24, barsYears: 7 };
const directory = mkdtempSync(join(tmpdir(), 'bench-market-store-'));
const house = await startTestClickHouse(directory);
const client = connectClickHouse(house.projectionsUrl, 'bench');
const before = machine();

async function realDay(): Promise<unknown> {
  if (!existsSync(path)) return 'the LOBSTER sample is not on this machine';
  await client.command({ query: 'drop database market' });
  const own = connectClickHouse(house.marketDataUrl, 'store');
  const store = new MarketStore({ client: own, retention, logger: quiet });
  await storeRealDay(store, path, values.quick ? 20_000 : Infinity);
  await store.stop();
  const tables = ['quotes', 'trades', 'deltas', 'bars'];
  return Object.fromEntries(
    await Promise.all(tables.map(async (name) => [name, await sizeOf(client, name)] as const)),
  );
}

try {
  await prepareMarket(client, retention);
  const inserts = await insertRates(client, values.quick ? 1 : 5);
  const loadAfter = machine()['loadAverage'];
  const stored = await realDay();
  console.log(JSON.stringify({ machine: before, loadAfter, inserts, stored }, null, 2));
} finally {
  await client.close();
  await house.stop();
  rmSync(directory, { recursive: true });
}
