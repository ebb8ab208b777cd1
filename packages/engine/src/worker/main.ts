// Entry point of the engine thread; started by `createThreadedEngine` and by nothing else.
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { MatchingEngine } from '../book/matching-engine.ts';
import { EngineCore, answer } from '../core/requests.ts';
import { RingConsumer } from '../ring/ring-consumer.ts';
import { RingMemory } from '../ring/ring-memory.ts';
import { RingSink } from '../ring/ring-sink.ts';
import { waitStrategy } from '../ring/wait-strategy.ts';
import { SnapshotError } from '../snapshot/errors.ts';
import { readSnapshot } from '../snapshot/read-snapshot.ts';
import { EngineLoop } from './engine-loop.ts';
import type {
  NotStartedMessage,
  RequestMessage,
  ResponseMessage,
  SnapshotRefusal,
  StartedMessage,
  WorkerInput,
} from './messages.ts';
import { pinThread, prioritiseThread } from './pin.ts';
import { StallGuard } from './stall-guard.ts';
import { warmUp } from './warm-up.ts';

const input = workerData as WorkerInput;
const { port, orders, symbols } = input;

/** Rethrows what is no SnapshotError: that ends the thread. */
const refusal = (error: unknown): SnapshotRefusal => {
  if (!(error instanceof SnapshotError)) throw error;
  return { code: error.code, message: error.message };
};

const start = (): void => {
  const placements = {
    ...(input.core === undefined ? {} : { pinning: pinThread(input.core) }),
    ...(input.priority === undefined ? {} : { priority: prioritiseThread(input.priority) }),
  };
  warmUp(input.warmUpCommands);
  const sink = new RingSink(RingMemory.attach(input.outbound));
  const capacity = { orders, symbols };
  const core = new EngineCore(
    input.snapshot === undefined
      ? new MatchingEngine(capacity, sink)
      : readSnapshot(input.snapshot, capacity, sink),
  );
  const inbound = new RingConsumer(RingMemory.attach(input.inbound));
  const guard = new StallGuard(input.stallTimeoutMs);

  // A request was posted before its mark was put into the ring, so that it is here when the mark is.
  const respond = (): void => {
    const { id, request } = receiveMessageOnPort(port)!.message as RequestMessage;
    let response: ResponseMessage;
    try {
      const result =
        request.ask === 'stats' ? { ...loop.stats, ...placements } : answer(core, request);
      response = { id, result };
    } catch (error) {
      response = { id, refused: refusal(error) };
    }
    port.postMessage(response);
  };

  const loop = new EngineLoop(core, inbound, sink, waitStrategy(input.wait), guard, respond);
  port.postMessage({ started: true } satisfies StartedMessage);
  loop.run();
};

try {
  start();
} catch (error) {
  port.postMessage({ refused: refusal(error) } satisfies NotStartedMessage);
}
port.close();
