import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { RingConsumer } from './ring-consumer.ts';
import { Cursor, RingMemory } from './ring-memory.ts';
import { RingProducer } from './ring-producer.ts';
import { RingClosedError, RingSink } from './ring-sink.ts';

const TWO_POW_31 = 2 ** 31;

const ring = (capacity: number, start = 0) => {
  const memory = RingMemory.create({ capacity, start });
  return { memory, producer: new RingProducer(memory), consumer: new RingConsumer(memory) };
};

/** Publishes a frame whose messages carry the given numbers; false when refused. */
const send = (producer: RingProducer, ...values: number[]): boolean => {
  if (!producer.tryClaim(values.length)) return false;
  for (const [i, value] of values.entries()) producer.words[producer.slot(i) | 5] = value;
  producer.publish();
  return true;
};

/** Reads up to `most` messages and gives their slots back. */
const receive = (consumer: RingConsumer, most = Infinity): number[] => {
  const values: number[] = [];
  for (let at = consumer.peek(); at >= 0 && values.length < most; at = consumer.peek()) {
    values.push(consumer.words[at | 5]!);
    consumer.advance();
    if (values.length === most) break;
  }
  consumer.release();
  return values;
};

describe('a ring', () => {
  test('hands over what was published, in order', () => {
    const { producer, consumer } = ring(8);
    send(producer, 1);
    send(producer, 2, 3);
    expect(receive(consumer)).toEqual([1, 2, 3]);
    expect(receive(consumer)).toEqual([]);
  });

  test('shows nothing of a frame before it is published', () => {
    const { producer, consumer } = ring(8);
    producer.tryClaim(2);
    producer.words[producer.slot(0) | 5] = 1;
    expect(consumer.peek()).toBe(-1);
    producer.publish();
    expect(consumer.peek()).toBe(producer.slot(0));
  });

  test('shows nothing of a later frame before an earlier one is published', () => {
    const { memory, producer, consumer } = ring(8);
    const other = new RingProducer(memory);
    producer.tryClaim(1);
    send(other, 2);
    expect(receive(consumer)).toEqual([]);
    producer.words[producer.slot(0) | 5] = 1;
    producer.publish();
    expect(receive(consumer)).toEqual([1, 2]);
  });

  test('when full refuses, and nothing of it has changed', () => {
    const { memory, producer, consumer } = ring(4);
    expect(send(producer, 1, 2, 3)).toBe(true);
    expect(send(producer, 4, 5)).toBe(false);
    expect(memory.depth).toBe(3);
    expect(send(producer, 4)).toBe(true);
    const before = memory.words.slice();
    expect(send(producer, 5)).toBe(false);
    expect(memory.words).toEqual(before);
    expect(receive(consumer)).toEqual([1, 2, 3, 4]);
    expect(send(producer, 5, 6)).toBe(true);
  });

  test('gives slots back only when released, not when merely read', () => {
    const { producer, consumer } = ring(2);
    send(producer, 1);
    send(producer, 2);
    consumer.peek();
    consumer.advance();
    expect(send(producer, 3)).toBe(false);
    consumer.release();
    expect(send(producer, 3)).toBe(true);
  });

  test('waits for room only as long as it is told to', () => {
    const { producer } = ring(2);
    send(producer, 1);
    send(producer, 2);
    expect(producer.claim(1, 5)).toBe(false);
  });

  test('stops waiting for room when it is closed', () => {
    const { memory, producer } = ring(2);
    send(producer, 1);
    send(producer, 2);
    memory.close();
    expect(producer.claim(1, Infinity)).toBe(false);
  });

  test('knows a claimed slot that is not published from an empty one', () => {
    const { producer, consumer } = ring(4);
    expect(consumer.isStalled).toBe(false);
    producer.tryClaim(1);
    expect(consumer.isStalled).toBe(true);
    producer.publish();
    expect(consumer.isStalled).toBe(false);
  });

  test('has the capacity of a power of two', () => {
    for (const capacity of [0, 1, 3, 1000, 2 ** 25]) {
      expect(() => RingMemory.create({ capacity })).toThrow(RangeError);
    }
  });

  test('believes no cursor that it saw 2³¹ messages ago', () => {
    const { memory, producer } = ring(4);
    send(producer, 1);
    // Others have sent and read on and on, and now the ring is full again.
    const consumed = TWO_POW_31 + 100;
    Atomics.store(memory.header, Cursor.CONSUMED, consumed | 0);
    Atomics.store(memory.header, Cursor.CLAIMED, (consumed + 4) | 0);
    expect(producer.tryClaim(1)).toBe(false);
    Atomics.store(memory.header, Cursor.CONSUMED, (consumed + 1) | 0);
    expect(producer.tryClaim(1)).toBe(true);
  });
});

describe('sequences', () => {
  const starts = [0, -1, -2, TWO_POW_31 - 1, TWO_POW_31 - 3, -TWO_POW_31, -TWO_POW_31 + 2];
  test.each(starts)('run on through every lap from %i', (start) => {
    const { memory, producer, consumer } = ring(4, start | 0);
    for (let lap = 0; lap < 40; lap++) {
      expect(send(producer, lap, lap + 1, lap + 2)).toBe(true);
      expect(send(producer, -1, -1)).toBe(false);
      expect(memory.depth).toBe(3);
      expect(receive(consumer)).toEqual([lap, lap + 1, lap + 2]);
      expect(consumer.isStalled).toBe(false);
    }
  });

  property.prop([
    fc.integer(),
    fc.constantFrom(2, 4, 16),
    fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 6 })), {
      maxLength: 200,
    }),
  ])('make the ring a queue, from any start, with any batches', (start, capacity, steps) => {
    const { memory, producer, consumer } = ring(capacity, start);
    const second = new RingProducer(memory);
    const model: number[] = [];
    let next = 0;
    for (const [i, [batch, reads]] of steps.entries()) {
      const count = Math.min(batch, producer.maxBatch);
      const values = Array.from({ length: count }, () => next++);
      const fits = model.length + count <= capacity;
      expect(send(i % 3 === 0 ? second : producer, ...values)).toBe(fits);
      if (fits) model.push(...values);
      expect(receive(consumer, reads)).toEqual(model.splice(0, reads));
    }
    expect(receive(consumer)).toEqual(model);
  });
});

describe('the sink of a ring', () => {
  const write = (sink: RingSink, value: number): void => {
    sink.words[sink.claim() | 5] = value;
  };

  test.each([0, -1, TWO_POW_31 - 2, -TWO_POW_31])(
    'publishes what was written, from %i on',
    (start) => {
      const { memory, consumer } = ring(4, start | 0);
      const sink = new RingSink(memory);
      for (let lap = 0; lap < 20; lap++) {
        for (let i = 0; i < 4; i++) write(sink, lap * 4 + i);
        expect(receive(consumer)).toEqual([]);
        sink.flush();
        expect(receive(consumer)).toEqual([0, 1, 2, 3].map((i) => lap * 4 + i));
      }
      expect(sink.written).toBe(80);
    },
  );

  test('when full publishes and waits; it drops nothing, and gives up only when the ring is closed', () => {
    const { memory, consumer } = ring(2);
    const sink = new RingSink(memory);
    write(sink, 1);
    write(sink, 2);
    memory.close();
    expect(() => write(sink, 3)).toThrow(RingClosedError);
    expect(receive(consumer)).toEqual([1, 2]);
  });
});
