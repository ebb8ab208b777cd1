import { Worker } from 'node:worker_threads';
import type { Logger } from '@bellwether/platform/log';

export interface SnapshotWriterOptions {
  readonly directory: string;
  readonly eventStoreUrl: string;
  /** Facts from one snapshot to the next. */
  readonly everyFacts: number;
  readonly partition: number;
  readonly fold: string;
}

/** What the writer's thread tells. */
export type SnapshotWriterMessage =
  | { readonly context: 'snapshot-writer'; readonly saved: string; readonly ms: number }
  | { readonly context: 'snapshot-writer'; readonly failed: string };

export interface SnapshotWriter {
  stop(): Promise<void>;
}

/**
 * Writes snapshots from a thread of its own, which folds the journal like any start does: whoever decides commands
 * never waits for a snapshot. When it fails, restarts take longer; nothing else depends on it.
 */
export function startSnapshotWriter(
  options: SnapshotWriterOptions,
  logger: Logger,
): SnapshotWriter {
  const worker = new Worker(new URL('./snapshot-worker.ts', import.meta.url), {
    workerData: options,
    name: 'snapshot-writer',
    execArgv: [],
  });
  worker.unref();
  worker.on('message', (message: SnapshotWriterMessage) => {
    if (message.context !== 'snapshot-writer') return;
    if ('failed' in message) logger.warn({ reason: message.failed }, 'no snapshot');
    else logger.info({ revision: message.saved, ms: message.ms }, 'snapshot written');
  });
  worker.on('error', (error) => logger.error({ err: error }, 'snapshot writer ended'));
  return {
    async stop() {
      await worker.terminate();
    },
  };
}
