import { describe, expect, test } from 'vitest';
import { DEFAULT_SERVER_LIMITS, DEFAULT_USER_LIMITS } from '../options.ts';
import { Slots, type Slot } from './slots.ts';
import type { User } from './user.ts';

const user = (name: string, readonly: boolean, maxConcurrentQueries = 100): User => ({
  name,
  readonly,
  limits: { ...DEFAULT_USER_LIMITS, maxConcurrentQueries },
});
const writer = user('writer', false);
const reader = user('reader', true);
const other = user('other', true);
const never = new AbortController().signal;

const slotsOf = (limits: Partial<typeof DEFAULT_SERVER_LIMITS>): Slots =>
  new Slots({ ...DEFAULT_SERVER_LIMITS, readSlots: 1, writeSlots: 1, ...limits });

describe('slots', () => {
  test('no two held slots have the same index', async () => {
    const slots = slotsOf({ readSlots: 2, writeSlots: 2 });
    const held = await Promise.all(
      [reader, reader, writer, writer].map((u) => slots.take(u, never)),
    );
    expect(new Set(held.map(({ index }) => index)).size).toBe(4);
    expect(slots.load).toEqual({ running: 4, waiting: 0 });
  });

  test('are given to those who wait in the order they came', async () => {
    const slots = slotsOf({});
    const first = await slots.take(writer, never);
    const order: number[] = [];
    const waiting = [1, 2].map((n) =>
      slots.take(writer, never).then((slot) => {
        order.push(n);
        return slot;
      }),
    );
    first.release();
    first.release();
    ((await waiting[0]) as Slot).release();
    ((await waiting[1]) as Slot).release();
    expect(order).toEqual([1, 2]);
    expect(slots.load).toEqual({ running: 0, waiting: 0 });
  });

  test('readers and writers have their own', async () => {
    const slots = slotsOf({});
    await slots.take(reader, never);
    await expect(slots.take(writer, never)).resolves.toBeDefined();
  });

  test('go to the user who has fewer, when several wait: nobody waits behind all that another one has sent', async () => {
    const slots = slotsOf({ readSlots: 2 });
    const held = [await slots.take(reader, never), await slots.take(reader, never)];
    const order: string[] = [];
    for (const user of [reader, reader, other]) {
      void slots.take(user, never).then(() => order.push(user.name));
    }
    held[0]?.release();
    await Promise.resolve();
    held[1]?.release();
    await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual(['other', 'reader']);
  });

  test('of writers are waited for in a queue that readers do not fill', async () => {
    const slots = slotsOf({ maxQueuedQueries: 1 });
    const held = await slots.take(writer, never);
    await slots.take(reader, never);
    void slots.take(reader, never);
    const waiting = slots.take(writer, never);
    held.release();
    await expect(waiting).resolves.toBeDefined();
  });

  test('are refused where the queue is full', async () => {
    const slots = slotsOf({ maxQueuedQueries: 0 });
    await slots.take(writer, never);
    await expect(slots.take(writer, never)).rejects.toMatchObject({ code: 202 });
  });

  test('are refused after the longest wait, and the place in the queue is free again', async () => {
    const slots = slotsOf({ maxQueueMs: 5 });
    await slots.take(writer, never);
    await expect(slots.take(writer, never)).rejects.toMatchObject({ code: 202 });
    expect(slots.load).toEqual({ running: 1, waiting: 0 });
  });

  test('are not waited for beyond an abort', async () => {
    const slots = slotsOf({});
    await slots.take(writer, never);
    const abort = new AbortController();
    const waiting = slots.take(writer, abort.signal);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: 394 });
    await expect(slots.take(writer, abort.signal)).rejects.toMatchObject({ code: 394 });
    expect(slots.load.waiting).toBe(0);
  });

  test('a user has no more than its share, and has it back after use', async () => {
    const slots = slotsOf({ writeSlots: 3 });
    const one = user('one', false, 1);
    const slot = await slots.take(one, never);
    await expect(slots.take(one, never)).rejects.toMatchObject({ code: 202 });
    slot.release();
    await expect(slots.take(one, never)).resolves.toBeDefined();
  });
});
