import { parentPort, workerData } from 'node:worker_threads';
import { connectEventStore } from '@bellwether/platform/event-store';
import { createLogger } from '@bellwether/platform/log';
import { lastSequence } from '../journal/last-sequence.ts';
import { giveWay } from './background-thread.ts';
import { directoryFiles } from './snapshot-files.ts';
import type { SnapshotWriterMessage, SnapshotWriterOptions } from './snapshot-writer.ts';
import { Snapshots } from './snapshots.ts';
import { takeSnapshot } from './take-snapshot.ts';

/** How often the writer looks how far the journal has come, ms. */
const LOOK_MS = 5_000;
/** It rests so many times as long as it has worked: it takes a tenth of a core, however fast the journal grows. */
const REST = 9;

const options = workerData as SnapshotWriterOptions;
const { partition, everyFacts } = options;
const store = connectEventStore(options.eventStoreUrl);
const logger = createLogger('snapshot-writer', 'silent');
const snapshots = new Snapshots(directoryFiles(options.directory), partition, options.fold, logger);
let last = 0n;

giveWay();
for (;;) {
  const started = performance.now();
  try {
    const sequence = await lastSequence(store, partition);
    if (sequence - last >= BigInt(everyFacts)) last = await save();
  } catch (error) {
    tell({ context: 'snapshot-writer', failed: String(error) });
  }
  const restMs = Math.max(LOOK_MS, (performance.now() - started) * REST);
  await new Promise((resolve) => setTimeout(resolve, restMs));
}

/** Returns the sequence of the newest snapshot. */
async function save(): Promise<bigint> {
  const started = performance.now();
  const { revision, sequence } = await takeSnapshot(store, partition, snapshots, everyFacts);
  const ms = Math.round(performance.now() - started);
  tell({ context: 'snapshot-writer', saved: `${revision}`, ms });
  return sequence;
}

function tell(message: SnapshotWriterMessage): void {
  parentPort?.postMessage(message);
}
