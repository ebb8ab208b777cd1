import { createLogger } from '@bellwether/platform/log';
import type { Runtime } from '@bellwether/platform/runtime';
import { describe, expect, test } from 'vitest';
import type { LeaseKey } from './lease-key.ts';
import { Lease } from './lease.ts';

const TTL_MS = 1_000;
const JUNK = [
  '{"outcomes":[]}',
  'first',
  'first/',
  'first/1',
  '/0192f3a0-7c1e-7aaa-8bbb-000000000001',
  'x'.repeat(10_000),
];

/** A key in memory that anybody may write to, and time that passes when somebody waits. */
class World implements LeaseKey {
  entry: { owner: string; revision: number } | undefined;
  #revision = 0;
  #now = 0;
  #ids = 0;
  readonly #due: { readonly at: number; readonly task: () => void }[] = [];

  async read() {
    return this.entry;
  }
  async write(owner: string, revision: number) {
    if ((this.entry?.revision ?? 0) !== revision) return undefined;
    return this.put(owner);
  }
  async remove() {
    this.put('');
  }
  put(owner: string): number {
    this.entry = { owner, revision: ++this.#revision };
    return this.#revision;
  }

  get now(): number {
    return this.#now;
  }

  readonly runtime: Pick<Runtime, 'monotonicMs' | 'after' | 'random' | 'newId'> = {
    monotonicMs: () => this.#now,
    random: () => 0.5,
    newId: () => `0192f3a0-7c1e-7aaa-8bbb-${`${++this.#ids}`.padStart(12, '0')}`,
    after: (ms, task) => {
      const one = { at: this.#now + ms, task };
      this.#due.push(one);
      return () => void this.#due.splice(this.#due.indexOf(one), 1);
    },
  };

  lease(instance: string): Lease {
    const logger = createLogger('test', 'silent');
    const runtime = this.runtime as Runtime;
    return new Lease({ key: this, instance, ttlMs: TTL_MS, runtime, logger });
  }

  /** Lets time pass, task by task. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const next = this.#due.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > until) break;
      this.#due.splice(this.#due.indexOf(next), 1);
      this.#now = next.at;
      next.task();
    }
    this.#now = until;
  }
}

async function owned(world: World, instance = 'first'): Promise<{ lost: () => boolean }> {
  const lease = world.lease(instance);
  const acquired = lease.acquire(new AbortController().signal);
  await world.pass(2 * TTL_MS);
  expect(await acquired).toBe(true);
  let lost = false;
  lease.keep(() => (lost = true));
  return { lost: () => lost };
}

describe('a lease', () => {
  test.each(JUNK)('that says %s is written over by its owner, who stays it', async (junk) => {
    const world = new World();
    const { lost } = await owned(world);
    const before = world.entry?.owner;
    for (let n = 0; n < 3; n++) {
      world.put(junk);
      await world.pass(TTL_MS / 2);
      expect([world.entry?.owner, lost()]).toEqual([before, false]);
    }
  });

  test('that was removed is taken anew by its owner', async () => {
    const world = new World();
    const { lost } = await owned(world);
    world.entry = undefined;
    await world.pass(TTL_MS / 2);
    expect([(await world.read())?.owner.split('/')[0], lost()]).toEqual(['first', false]);
  });

  test('that another owner has is lost', async () => {
    const world = new World();
    const { lost } = await owned(world);
    world.put(`second/${world.runtime.newId()}`);
    await world.pass(TTL_MS);
    expect(lost()).toBe(true);
  });

  test.each(JUNK)(
    'that says %s is taken by whoever waits, as if its owner were silent',
    async (junk) => {
      const world = new World();
      world.put(junk);
      const acquired = world.lease('second').acquire(new AbortController().signal);
      for (let n = 0; n < 30; n++) {
        // However often somebody writes over it.
        if (world.entry?.owner === junk) world.put(junk);
        await world.pass(TTL_MS / 10);
      }
      expect(await acquired).toBe(true);
      expect(world.entry?.owner).toMatch(/^second\//);
    },
  );

  test('of an owner that lives is not taken while somebody writes over it', async () => {
    const world = new World();
    const { lost } = await owned(world);
    const waiting = new AbortController();
    const acquired = world.lease('second').acquire(waiting.signal);
    for (let n = 0; n < 50; n++) {
      world.put('junk');
      await world.pass(TTL_MS / 4);
    }
    waiting.abort();
    await world.pass(TTL_MS);
    expect([await acquired, lost()]).toEqual([false, false]);
  });
});
