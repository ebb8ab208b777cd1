import { Worker } from 'node:worker_threads';
import type { TableTask, TableTaskDone } from './table-worker.ts';

/** A table could not be written. The log holds everything, so nothing is lost; memory grows until it succeeds. */
class TableBuildError extends Error {
  override readonly name = 'TableBuildError';
  readonly code = 'INDEX_BUILD_FAILED';
}

/** Runs table tasks in a worker thread, which starts with the first task. */
export class TableBuilder {
  private worker: Worker | undefined;
  private readonly waiting = new Map<string, PromiseWithResolvers<void>>();

  /** Resolves when the table is on stable storage. @throws TableBuildError */
  run(task: TableTask): Promise<void> {
    const waiting = Promise.withResolvers<void>();
    this.waiting.set(task.path, waiting);
    this.worker ??= this.start();
    this.worker.postMessage(task);
    return waiting.promise;
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
  }

  private start(): Worker {
    const worker = new Worker(new URL('./table-worker.ts', import.meta.url), { name: 'index' });
    worker.unref();
    worker.on('message', (done: TableTaskDone) => {
      const waiting = this.waiting.get(done.path);
      this.waiting.delete(done.path);
      if (done.error === undefined) waiting?.resolve();
      else waiting?.reject(new TableBuildError(done.error));
    });
    worker.on('error', (cause) => this.fail(cause));
    worker.on('exit', () => this.fail(undefined));
    return worker;
  }

  private fail(cause: unknown): void {
    this.worker = undefined;
    for (const waiting of this.waiting.values())
      waiting.reject(new TableBuildError('the index worker ended', { cause }));
    this.waiting.clear();
  }
}
