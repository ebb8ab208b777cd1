// Sends every message back, sleeping whenever there is none, until its ring is closed.
import { parentPort, workerData } from 'node:worker_threads';
import { RingConsumer } from '../../src/ring/ring-consumer.ts';
import { RingMemory } from '../../src/ring/ring-memory.ts';
import { RingProducer } from '../../src/ring/ring-producer.ts';
import { waitStrategy, type WaitStrategyName } from '../../src/ring/wait-strategy.ts';

export interface EchoInput {
  readonly requests: SharedArrayBuffer;
  readonly replies: SharedArrayBuffer;
  readonly wait: WaitStrategyName;
}

const input = workerData as EchoInput;
const consumer = new RingConsumer(RingMemory.attach(input.requests));
const producer = new RingProducer(RingMemory.attach(input.replies));
const wait = waitStrategy(input.wait);
for (let looks = 0; !consumer.memory.isClosed; looks++) {
  const at = consumer.peek();
  if (at < 0) {
    wait.idle(consumer, looks);
    continue;
  }
  if (!producer.claim(1, Infinity)) break;
  producer.words[producer.slot(0) | 5] = consumer.words[at | 5]!;
  producer.publish();
  consumer.advance();
  consumer.release();
  looks = -1;
}
parentPort!.postMessage({ parks: wait.parks, missedWakeUps: wait.missedWakeUps });
