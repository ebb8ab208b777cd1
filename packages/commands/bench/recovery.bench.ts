// How long a start takes: pnpm bench:recovery [--facts n] [--json]. From the journal alone, from a snapshot, and the
// floor of both in the same run: reading the same batches from the event store without folding them.
import { loadavg, tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { emptyTradingState, evolve, tradingStream, type JournalEntry } from '@bellwether/domain';
import { createInlineEngine } from '@bellwether/engine';
import { createLogger } from '@bellwether/platform/log';
import { systemRuntime } from '@bellwether/platform/runtime';
import { startWriteStack } from '@bellwether/testkit';
import { EMPTY_JOURNAL, Journal } from '../src/journal/journal.ts';
import { openReplica } from '../src/snapshot/open-replica.ts';
import { Recovery } from '../src/replica/recovery.ts';
import { openPartition } from '../src/partition/open-partition.ts';
import { foldFingerprint } from '../src/snapshot/fold-fingerprint.ts';
import { directoryFiles } from '../src/snapshot/snapshot-files.ts';
import { Snapshots } from '../src/snapshot/snapshots.ts';
import { takeSnapshot } from '../src/snapshot/take-snapshot.ts';
import { recordedMarket } from './load/recorded-market.ts';

const { values } = parseArgs({
  options: { facts: { type: 'string', default: '1000000' }, json: { type: 'boolean' } },
});
const wanted = Number(values.facts);
const stack = await startWriteStack();
const directory = mkdtempSync(join(tmpdir(), 'recovery-'));
try {
  const store = stack.eventStoreClient();
  const recorded = await record(wanted);
  const snapshots = new Snapshots(
    directoryFiles(directory),
    0,
    foldFingerprint(),
    createLogger('bench', 'silent'),
  );
  const before = loadavg()[0];
  const floor = await timed(async () => {
    for await (const _ of store.readStream(tradingStream(0)));
  });
  const steps: Record<string, Recovery['ms']> = {};
  const fromJournal = await timed(async () => {
    steps['from the journal'] = await start(undefined);
  });
  const writing = await timed(() => takeSnapshot(store, 0, snapshots, 1));
  const fromSnapshot = await timed(async () => {
    steps['from the snapshot'] = await start(snapshots);
  });
  const result = {
    ...recorded,
    ms: {
      'read the journal, nothing more (floor)': floor,
      'start from the journal': fromJournal,
      'write a snapshot': writing,
      'start from the snapshot': fromSnapshot,
    },
    steps,
    factsPerSecondFromJournal: Math.round((recorded.facts / fromJournal) * 1_000),
    shareOfFloor: Number((floor / fromJournal).toFixed(2)),
    load: { before, after: loadavg()[0] },
  };
  process.stdout.write(
    values.json === true
      ? `${JSON.stringify(result)}\n`
      : `${recorded.facts} facts, ${recorded.openOrders} open orders\n${Object.entries(result.ms)
          .map(([what, ms]) => `${what}: ${ms} ms`)
          .join('\n')}\nload average ${before?.toFixed(1)} … ${result.load.after?.toFixed(1)}\n`,
  );
} finally {
  await stack.stop();
  rmSync(directory, { recursive: true });
}

/** A start as the writer does it, with turns for others between batches. Returns what took long, ms. */
async function start(snapshots: Snapshots | undefined): Promise<Recovery['ms']> {
  const recovery = new Recovery(systemRuntime());
  const replica = await openReplica(stack.eventStoreClient(), 0, snapshots, recovery);
  await replica.recover(recovery);
  const restored = (orders: number): Promise<void> | undefined => recovery.turn(orders);
  await recovery.timedAsync('books', () =>
    openPartition(0, replica, createInlineEngine(), () => 0n, 1, undefined, restored),
  );
  return recovery.ms;
}

/** Writes a journal of about that many facts, as a partition would have decided them. */
async function record(facts: number): Promise<{ facts: number; openOrders: number }> {
  const journal = new Journal(stack.eventStoreClient(), systemRuntime(), 0, EMPTY_JOURNAL);
  const state = emptyTradingState();
  let written = 0;
  let batch: JournalEntry[] = [];
  for await (const entry of recordedMarket()) {
    for (const fact of entry.facts) evolve(state, fact);
    batch.push(entry);
    written += entry.facts.length;
    if (batch.length < 1_000 && written < facts) continue;
    await journal.append(batch);
    batch = [];
    if (written >= facts) break;
  }
  return { facts: written, openOrders: state.orders.size };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return Math.round(performance.now() - started);
}
