import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import { RingMemory } from '../ring/ring-memory.ts';
import { SnapshotError } from '../snapshot/errors.ts';
import type { NotStartedMessage, StartedMessage, WorkerInput } from '../worker/messages.ts';
import type { ThreadedEngine } from './engine.ts';
import { EngineStartError } from './errors.ts';
import { checkedCapacity, type ThreadedEngineOptions } from './options.ts';
import { ThreadedEngineHost } from './threaded-engine-host.ts';

const DEFAULT_WARM_UP = 200_000;
const DEFAULT_STALL_MS = 5_000;

/**
 * The engine in a thread of its own, fed and read through two rings in shared memory. Resolves once the thread has warmed
 * up and is ready for commands. Rejects with RangeError, SnapshotError or EngineStartError.
 */
export const createThreadedEngine = async (
  options: ThreadedEngineOptions = {},
): Promise<ThreadedEngine> => {
  const capacity = checkedCapacity(options);
  const inbound = RingMemory.create(ringOptions(options.commandCapacity));
  const outbound = RingMemory.create(ringOptions(options.eventCapacity));
  const { port1, port2 } = new MessageChannel();
  const input: WorkerInput = {
    inbound: inbound.buffer,
    outbound: outbound.buffer,
    port: port2,
    ...capacity,
    wait: options.wait ?? 'hybrid',
    warmUpCommands: options.warmUpCommands ?? DEFAULT_WARM_UP,
    stallTimeoutMs: options.stallTimeoutMs ?? DEFAULT_STALL_MS,
    core: options.core,
    priority: options.priority,
    snapshot: options.snapshot,
  };
  const worker = new Worker(new URL('../worker/main.ts', import.meta.url), {
    workerData: input,
    transferList: [port2],
    name: 'matching-engine',
    // The host's own flags (a test runner's loader, an inline script) are not for this thread.
    execArgv: [],
  });
  await started(worker, port1);
  return new ThreadedEngineHost(worker, port1, inbound, outbound, options.onCrash);
};

const ringOptions = (capacity: number | undefined): { capacity?: number } =>
  capacity === undefined ? {} : { capacity };

const started = (worker: Worker, port: MessagePort): Promise<void> =>
  new Promise((resolve, reject) => {
    const onExit = (): void => reject(new EngineStartError('the engine thread ended at once'));
    worker.once('error', reject);
    worker.once('exit', onExit);
    port.once('message', (message: StartedMessage | NotStartedMessage) => {
      worker.off('error', reject);
      worker.off('exit', onExit);
      if ('started' in message) resolve();
      else reject(new SnapshotError(message.refused.code, message.refused.message));
    });
  });
