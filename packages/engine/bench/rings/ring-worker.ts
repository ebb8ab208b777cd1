// The receiving thread of a ring benchmark: counts messages and checks their sum, or sends each one back.
import { parentPort, workerData } from 'node:worker_threads';
import { RingBuffer } from 'ringbuf.js';
import { pause } from '../../src/ring/pause.ts';
import { RingConsumer } from '../../src/ring/ring-consumer.ts';
import { RingMemory } from '../../src/ring/ring-memory.ts';
import { RingProducer } from '../../src/ring/ring-producer.ts';
import { SLOT_WORDS } from '../../src/protocol/layout.ts';
import type { RingWorkerInput } from './ring-kinds.ts';

const input = workerData as RingWorkerInput;
const port = parentPort!;
const VALUE = 5;

const countOurs = (buffer: SharedArrayBuffer): number => {
  const consumer = new RingConsumer(RingMemory.attach(buffer));
  let sum = 0;
  for (let left = input.messages; left > 0;) {
    let taken = 0;
    for (let at = consumer.peek(); at >= 0 && taken < input.readerTakes; at = consumer.peek()) {
      sum = (sum + consumer.words[at | VALUE]!) | 0;
      consumer.advance();
      taken++;
    }
    if (taken === 0) {
      pause();
      continue;
    }
    consumer.release();
    left -= taken;
  }
  return sum;
};

const countRingbuf = (buffer: SharedArrayBuffer): number => {
  const ring = new RingBuffer(buffer, Int32Array);
  const words = new Int32Array(SLOT_WORDS * input.readerTakes);
  let sum = 0;
  for (let left = input.messages; left > 0;) {
    // Only whole messages: a message may be there in part.
    const whole = Math.min(input.readerTakes, Math.floor(ring.availableRead() / SLOT_WORDS));
    if (whole === 0) {
      pause();
      continue;
    }
    ring.pop(words, whole * SLOT_WORDS);
    for (let i = 0; i < whole; i++) sum = (sum + words[i * SLOT_WORDS + VALUE]!) | 0;
    left -= whole;
  }
  return sum;
};

const countMessages = (): void => {
  let sum = 0;
  let left = input.messages;
  port.on('message', (words: Int32Array) => {
    sum = (sum + words[VALUE]!) | 0;
    if (--left !== 0) return;
    port.postMessage({ sum });
    port.close();
  });
};

const echoOurs = (there: SharedArrayBuffer, back: SharedArrayBuffer): void => {
  const consumer = new RingConsumer(RingMemory.attach(there));
  const producer = new RingProducer(RingMemory.attach(back));
  for (let left = input.messages; left > 0;) {
    const at = consumer.peek();
    if (at < 0) continue;
    while (!producer.tryClaim(1));
    producer.words[producer.slot(0) | VALUE] = consumer.words[at | VALUE]!;
    producer.publish();
    consumer.advance();
    consumer.release();
    left--;
  }
};

port.postMessage('ready');
if (input.echo && input.kind === 'bellwether') echoOurs(input.buffer!, input.back!);
else if (input.echo) port.on('message', (words: Int32Array) => port.postMessage(words));
else if (input.kind === 'postMessage') countMessages();
else if (input.kind === 'ringbuf.js') port.postMessage({ sum: countRingbuf(input.buffer!) });
else port.postMessage({ sum: countOurs(input.buffer!) });
