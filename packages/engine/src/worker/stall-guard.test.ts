import { expect, test } from 'vitest';
import { RingConsumer } from '../ring/ring-consumer.ts';
import { RingMemory } from '../ring/ring-memory.ts';
import { RingProducer } from '../ring/ring-producer.ts';
import { StallGuard } from './stall-guard.ts';

const setUp = () => {
  const memory = RingMemory.create({ capacity: 8 });
  return {
    producer: new RingProducer(memory),
    consumer: new RingConsumer(memory),
    guard: new StallGuard(1000),
  };
};

test('a claim that is published in time is no stall', () => {
  const { producer, consumer, guard } = setUp();
  producer.tryClaim(1);
  guard.check(consumer, 0);
  guard.check(consumer, 999);
  producer.publish();
  guard.check(consumer, 5000);
});

test('a claim that stays unpublished is reported with its slot', () => {
  const { producer, consumer, guard } = setUp();
  producer.tryClaim(1);
  guard.check(consumer, 10);
  expect(() => guard.check(consumer, 1010)).toThrow(
    expect.objectContaining({
      code: 'ENGINE_STALLED_PRODUCER',
      message: expect.stringContaining('slot 0'),
    }),
  );
});

test('each slot has its own time', () => {
  const { producer, consumer, guard } = setUp();
  producer.tryClaim(1);
  guard.check(consumer, 0);
  producer.publish();
  consumer.peek();
  consumer.advance();
  producer.tryClaim(1);
  guard.check(consumer, 900);
  guard.check(consumer, 1800);
  expect(() => guard.check(consumer, 1900)).toThrow('slot 1');
});
