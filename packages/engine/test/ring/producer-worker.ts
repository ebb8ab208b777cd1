// Sends numbered messages in frames of growing size, as one of several producers; or claims a slot and dies.
import { workerData } from 'node:worker_threads';
import { RingMemory } from '../../src/ring/ring-memory.ts';
import { RingProducer } from '../../src/ring/ring-producer.ts';
import { writeMessage } from './message.ts';

export interface ProducerInput {
  readonly buffer: SharedArrayBuffer;
  readonly producer: number;
  readonly messages: number;
  readonly mostPerFrame: number;
  readonly dieAfterClaim: boolean;
}

const input = workerData as ProducerInput;
const producer = new RingProducer(RingMemory.attach(input.buffer));
let sent = 0;
for (let frame = 0; sent < input.messages; frame++) {
  const count = Math.min(1 + (frame % input.mostPerFrame), input.messages - sent);
  if (!producer.claim(count, Infinity)) throw new Error('the ring was closed');
  for (let i = 0; i < count; i++) {
    writeMessage(producer.words, producer.slot(i), input.producer, sent + i);
  }
  producer.publish();
  sent += count;
}
if (input.dieAfterClaim && !producer.claim(1, Infinity)) throw new Error('the ring was closed');
