// Two threads of one process and one ring between them; messages of 64 bytes. Prints one line of JSON.
import { once } from 'node:events';
import { createHistogram } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { RingBuffer } from 'ringbuf.js';
import { SLOT_WORDS } from '../../src/protocol/layout.ts';
import { pause } from '../../src/ring/pause.ts';
import { RingConsumer } from '../../src/ring/ring-consumer.ts';
import { RingMemory } from '../../src/ring/ring-memory.ts';
import { RingProducer } from '../../src/ring/ring-producer.ts';
import { RingSink } from '../../src/ring/ring-sink.ts';
import { childInput } from '../child.ts';
import type { RingKind, RingWorkerInput } from './ring-kinds.ts';

export interface RingInput {
  readonly kind: RingKind;
  readonly messages: number;
  /** Messages published at a time; 0: measure round trips instead. */
  readonly batch: number;
  readonly readerTakes: number;
  readonly slots: number;
}

export interface RingResult {
  readonly kind: RingKind;
  readonly batch: number;
  /** Per second of wall clock, or 0 for round trips. */
  readonly messagesPerSecond: number;
  /** Nanoseconds; 0 for throughput. */
  readonly roundTripP50: number;
  readonly roundTripP99: number;
  readonly correct: boolean;
}

const VALUE = 5;
const input = childInput<RingInput>();
const { kind, messages, batch, readerTakes, slots } = input;

const memory = RingMemory.create({ capacity: slots });
const back = RingMemory.create({ capacity: slots });
const foreign = RingBuffer.getStorageForCapacity(
  slots * SLOT_WORDS,
  Int32Array,
) as SharedArrayBuffer;
const workerData: RingWorkerInput = {
  kind,
  messages,
  readerTakes,
  echo: batch === 0,
  buffer: kind.startsWith('bellwether') ? memory.buffer : foreign,
  back: back.buffer,
};
const worker = new Worker(new URL('./ring-worker.ts', import.meta.url), { workerData });
await once(worker, 'message');

/** Every word of a message is written, whatever the ring. */
const write = (words: Int32Array, at: number, value: number): void => {
  for (let word = 1; word < SLOT_WORDS; word++) words[at + word] = value;
};

const sendOurs = (): void => {
  const producer = new RingProducer(memory);
  for (let sent = 0; sent < messages; sent += batch) {
    const count = Math.min(batch, messages - sent);
    while (!producer.tryClaim(count)) pause();
    for (let i = 0; i < count; i++) write(producer.words, producer.slot(i), sent + i);
    producer.publish();
  }
};

const sendAlone = (): void => {
  const sink = new RingSink(memory);
  for (let sent = 0; sent < messages; sent += batch) {
    const count = Math.min(batch, messages - sent);
    for (let i = 0; i < count; i++) write(sink.words, sink.claim(), sent + i);
    sink.flush();
  }
};

const sendRingbuf = (): void => {
  const ring = new RingBuffer(foreign, Int32Array);
  const words = new Int32Array(SLOT_WORDS * batch);
  for (let sent = 0; sent < messages; sent += batch) {
    const count = Math.min(batch, messages - sent);
    for (let i = 0; i < count; i++) write(words, i * SLOT_WORDS, sent + i);
    while (ring.availableWrite() < count * SLOT_WORDS) pause();
    ring.push(words, count * SLOT_WORDS);
  }
};

const postMessages = (): void => {
  const words = new Int32Array(SLOT_WORDS);
  for (let sent = 0; sent < messages; sent++) {
    write(words, 0, sent);
    worker.postMessage(words);
  }
};

const measureThroughput = async (): Promise<RingResult> => {
  const received = once(worker, 'message') as Promise<[{ sum: number }]>;
  const start = performance.now();
  if (kind === 'bellwether') sendOurs();
  else if (kind === 'bellwether (one producer)') sendAlone();
  else if (kind === 'ringbuf.js') sendRingbuf();
  else postMessages();
  const [{ sum }] = await received;
  const seconds = (performance.now() - start) / 1000;
  let expected = 0;
  for (let i = 0; i < messages; i++) expected = (expected + i) | 0;
  const messagesPerSecond = Math.round(messages / seconds);
  return {
    kind,
    batch,
    messagesPerSecond,
    roundTripP50: 0,
    roundTripP99: 0,
    correct: sum === expected,
  };
};

const measureRoundTrips = async (): Promise<RingResult> => {
  const times = createHistogram();
  const producer = new RingProducer(memory);
  const consumer = new RingConsumer(back);
  const words = new Int32Array(SLOT_WORDS);
  let correct = true;
  for (let i = 0; i < messages; i++) {
    if (i === messages >> 1) times.reset();
    const start = performance.now();
    let echoed: number;
    if (kind === 'bellwether') {
      producer.tryClaim(1);
      write(producer.words, producer.slot(0), i);
      producer.publish();
      let at = consumer.peek();
      while (at < 0) at = consumer.peek();
      echoed = consumer.words[at | VALUE]!;
      consumer.advance();
      consumer.release();
    } else {
      write(words, 0, i);
      worker.postMessage(words);
      const [message] = (await once(worker, 'message')) as [Int32Array];
      echoed = message[VALUE]!;
    }
    times.record(Math.max(1, Math.round((performance.now() - start) * 1e6)));
    correct &&= echoed === i;
  }
  const p = (percentile: number): number => times.percentile(percentile);
  return { kind, batch, messagesPerSecond: 0, roundTripP50: p(50), roundTripP99: p(99), correct };
};

const result = await (batch === 0 ? measureRoundTrips() : measureThroughput());
await worker.terminate();
console.log(JSON.stringify(result));
