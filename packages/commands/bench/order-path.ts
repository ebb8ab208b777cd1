// Usage: pnpm bench:order-path. Prints JSON: which files and how many functions of this repository one PlaceOrder passes,
// from the client's call to its durable answer, client and write side in one process (V8's precise coverage).
import { Session } from 'node:inspector/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandClient } from '@bellwether/client';
import {
  DEVELOPMENT_PRINCIPALS,
  parseDecimal,
  type AccountId,
  type InstrumentId,
} from '@bellwether/domain';
import { createInlineEngine } from '@bellwether/engine';
import { createRegistry } from '@bellwether/platform/service';
import { quiet, startWriteStack } from '@bellwether/testkit';
import { CommandMetrics, startCommands } from '../src/index.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const WARM_UP = 50;

const stack = await startWriteStack();
const commands = await startCommands({
  eventStore: stack.eventStoreClient(),
  signer: stack.signer,
  nats: await stack.connectAs('commands'),
  createEngine: () => Promise.resolve(createInlineEngine({ orderCapacity: 4_096 })),
  partition: 0,
  instance: 'path',
  leaseTtlMs: 60_000,
  snapshots: undefined,
  principals: DEVELOPMENT_PRINCIPALS,
  logger: quiet,
  metrics: new CommandMetrics(createRegistry('path')),
  onFailure: (error) => {
    throw error;
  },
});
await commands.serving;
const client = new CommandClient({ connection: await stack.connectAs('bots'), user: 'bots' });
const accountId = 'path' as AccountId;
const instrumentId = 'PATH' as InstrumentId;
const usd = parseDecimal;
await client.listInstrument({
  instrumentId,
  symbol: 'PATH',
  tickSize: usd('0.01'),
  maxOrderQuantity: 1_000n,
  referencePrice: usd('10'),
});
await client.openAccount({ accountId });
await client.depositCash({ accountId, amount: usd('1000000') });
const place = () =>
  client.placeOrder({
    accountId,
    instrumentId,
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: 1n,
    limitPrice: usd('10'),
  });
for (let n = 0; n < WARM_UP; n++) await place();

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
const outcome = await place();
const { result } = await session.post('Profiler.takePreciseCoverage');
await session.post('Profiler.stopPreciseCoverage');

const passed = result
  .filter(({ url }) => url.startsWith('file://') && !url.includes('node_modules'))
  .map(({ url, functions }) => ({
    file: relative(ROOT, fileURLToPath(url)),
    called: functions.filter(({ ranges: [range] }) => (range?.count ?? 0) > 0),
  }))
  .filter(({ file, called }) => /^packages\/\w+\/src\//.test(file) && called.length > 0);
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
const byPackage = Object.groupBy(passed, ({ file }) => file.split('/')[1] ?? '');
process.stdout.write(
  `${JSON.stringify(
    {
      outcome: outcome.status,
      files: passed.length,
      functions: sum(passed.map(({ called }) => called.length)),
      calls: sum(
        passed.flatMap(({ called }) => called.map(({ ranges: [range] }) => range?.count ?? 0)),
      ),
      filesByPackage: Object.fromEntries(
        Object.entries(byPackage).map(([name, files = []]) => [name, files.length]),
      ),
      paths: passed.map(({ file, called }) => `${file} ${called.length}`),
    },
    null,
    2,
  )}\n`,
);
await commands.stop();
await stack.stop();
