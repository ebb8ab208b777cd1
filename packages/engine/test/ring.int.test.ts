import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { RingConsumer } from '../src/ring/ring-consumer.ts';
import { RingMemory } from '../src/ring/ring-memory.ts';
import { RingProducer } from '../src/ring/ring-producer.ts';
import { waitStrategy } from '../src/ring/wait-strategy.ts';
import { StallGuard } from '../src/worker/stall-guard.ts';
import type { EchoInput } from './ring/echo-worker.ts';
import { isWhole } from './ring/message.ts';
import type { ProducerInput } from './ring/producer-worker.ts';

const start = (file: string, workerData: ProducerInput | EchoInput): Worker =>
  new Worker(new URL(`./ring/${file}`, import.meta.url), { workerData, execArgv: [] });

const NEAR_THE_WRAP = 2 ** 31 - 1000;

describe('several producers', () => {
  test.each([
    ['more than there are cores', availableParallelism() + 2, 64, 5],
    ['on a ring of two slots', 3, 2, 1],
    ['with large frames on a small ring', 3, 8, 7],
  ])(
    '%s: every message whole, once, in its producer’s order',
    async (_, producers, capacity, mostPerFrame) => {
      const memory = RingMemory.create({ capacity, start: NEAR_THE_WRAP });
      const consumer = new RingConsumer(memory);
      const wait = waitStrategy('hybrid');
      const messages = 20_000;
      const workers = Array.from({ length: producers }, (__, producer) =>
        start('producer-worker.ts', {
          buffer: memory.buffer,
          producer,
          messages,
          mostPerFrame,
          dieAfterClaim: false,
        }),
      );
      const exits = workers.map((worker) => once(worker, 'exit'));
      await Promise.all(workers.map((worker) => once(worker, 'online')));
      const next = Array.from({ length: producers }, () => 0);
      let torn = 0;
      let outOfOrder = 0;
      let received = 0;
      for (let looks = 0; received < producers * messages; looks++) {
        const at = consumer.peek();
        if (at < 0) {
          wait.idle(consumer, looks);
          continue;
        }
        if (!isWhole(consumer.words, at)) torn++;
        const producer = consumer.words[at | 1]!;
        if (consumer.words[at | 2] !== next[producer]) outOfOrder++;
        next[producer]!++;
        consumer.advance();
        consumer.release();
        received++;
        looks = -1;
      }
      expect({ torn, outOfOrder, next }).toEqual({
        torn: 0,
        outOfOrder: 0,
        next: next.map(() => messages),
      });
      expect((await Promise.all(exits)).flat()).toEqual(workers.map(() => 0));
      expect(consumer.peek()).toBe(-1);
    },
  );

  test('one that dies between claim and publish stops the readers there, and is noticed', async () => {
    const memory = RingMemory.create({ capacity: 16 });
    const consumer = new RingConsumer(memory);
    const dead = start('producer-worker.ts', {
      buffer: memory.buffer,
      producer: 0,
      messages: 3,
      mostPerFrame: 1,
      dieAfterClaim: true,
    });
    await once(dead, 'exit');
    const alive = new RingProducer(memory);
    alive.tryClaim(1);
    alive.publish();
    const read: number[] = [];
    for (let at = consumer.peek(); at >= 0; at = consumer.peek()) {
      read.push(consumer.words[at | 2]!);
      consumer.advance();
    }
    expect(read).toEqual([0, 1, 2]);
    const guard = new StallGuard(100);
    guard.check(consumer, 0);
    expect(() => guard.check(consumer, 100)).toThrow(
      expect.objectContaining({ code: 'ENGINE_STALLED_PRODUCER' }),
    );
  });
});

describe('wake-ups', () => {
  test.each(['park', 'hybrid', 'spin'] as const)('are never lost (%s)', async (name) => {
    const requests = RingMemory.create({ capacity: 4, start: NEAR_THE_WRAP });
    const replies = RingMemory.create({ capacity: 4, start: -50 });
    const worker = start('echo-worker.ts', {
      requests: requests.buffer,
      replies: replies.buffer,
      wait: name,
    });
    const reported = once(worker, 'message');
    const producer = new RingProducer(requests);
    const consumer = new RingConsumer(replies);
    const wait = waitStrategy(name);
    const rounds = name === 'park' ? 5_000 : 50_000;
    for (let round = 0; round < rounds; round++) {
      expect(producer.claim(1, Infinity)).toBe(true);
      producer.words[producer.slot(0) | 5] = round;
      producer.publish();
      for (let looks = 0; !consumer.isReadable; looks++) wait.idle(consumer, looks);
      const at = consumer.peek();
      if (consumer.words[at | 5] !== round) throw new Error(`round ${round} got another answer`);
      consumer.advance();
      consumer.release();
    }
    requests.close();
    const [echo] = (await reported) as [{ parks: number; missedWakeUps: number }];
    expect(wait.missedWakeUps + echo.missedWakeUps).toBe(0);
    if (name === 'park') expect(wait.parks + echo.parks).toBeGreaterThan(rounds / 10);
  });
});
