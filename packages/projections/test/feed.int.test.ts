import { BATCH_SCHEMA, encodeBatch, TRADING_BATCH, type JournalEntry } from '@bellwether/domain';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, quiet, startWriteStack, type WriteStack } from '@bellwether/testkit';
import {
  binaryEvent,
  jsonEvent,
  streamNameFilter,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runFeed, type FeedBatch } from '../src/runtime/feed.ts';
import { UnreadableEventError } from '../src/runtime/recorded-fact.ts';
import { id, story, type Told } from './story.ts';

let stack: WriteStack;
let client: EventStoreDBClient;

beforeAll(async () => {
  stack = await startWriteStack();
  client = stack.eventStoreClient();
});

afterAll(() => stack.stop());

const entry = (n: number, ...facts: readonly (Told | undefined)[]): JournalEntry =>
  ({
    commandId: id(n),
    principal: 'p',
    fingerprint: 0n,
    receivedAt: BigInt(n),
    facts,
  }) as unknown as JournalEntry;

const append = (...entries: JournalEntry[]): Promise<unknown> =>
  client.appendToStream(
    'trading-0',
    binaryEvent({
      type: TRADING_BATCH,
      data: encodeBatch(entries),
      metadata: { schema: BATCH_SCHEMA },
    }),
  );

/** Runs a feed from the beginning until `enough` says so. */
async function feedUntil(
  enough: (seen: readonly string[], batch: FeedBatch) => boolean | Promise<boolean>,
): Promise<readonly string[]> {
  const seen: string[] = [];
  const stop = new AbortController();
  await runFeed({
    client,
    after: -1n,
    signal: stop.signal,
    logger: quiet,
    apply: async (batch) => {
      for (const { fact, index, at } of batch.facts) seen.push(`${fact.type} ${index} ${at}`);
      if (await enough(seen, batch)) stop.abort();
    },
  });
  return seen;
}

test('facts of batches and of single events come in the order of the log; nobody else’s events do', async () => {
  const metadata = { $causationId: id(1), principal: 'p', at: '5' };
  await client.appendToStream(
    'account-alice',
    jsonEvent({ type: 'AccountOpened', data: { accountId: 'alice' }, metadata }),
  );
  await append(entry(2, story[4]), entry(3, story[5], story[6]));
  await client.appendToStream('other-1', jsonEvent({ type: 'Noise', data: {} }));
  expect(await feedUntil((_, batch) => batch.caughtUp)).toEqual([
    'AccountOpened 0 5',
    'FundsAllocated 0 2',
    'SharesAllocated 1 3',
    'OrderAccepted 2 3',
  ]);
});

test('a subscription that falls silent while the log goes on is taken up again', async () => {
  let subscriptions = 0;
  // A real subscription of the real server that hears of nothing of ours.
  const deaf = new Proxy(client, {
    get(target, name) {
      if (name !== 'subscribeToAll') return Reflect.get(target, name).bind?.(target);
      return (options: Parameters<EventStoreDBClient['subscribeToAll']>[0]) => {
        subscriptions += 1;
        const nothing = streamNameFilter({ prefixes: ['nothing-'] });
        return target.subscribeToAll(
          subscriptions === 1 ? { ...options, filter: nothing } : options,
        );
      };
    },
  });
  const warnings: string[] = [];
  const logger = { ...quiet, warn: (_: unknown, text: string) => warnings.push(text) };
  const stop = new AbortController();
  let facts = 0;
  await runFeed({
    client: deaf,
    after: -1n,
    signal: stop.signal,
    logger: logger as never,
    watchEveryMs: 100,
    apply: async (batch) => {
      facts += batch.facts.length;
      if (facts > 0 && batch.caughtUp) stop.abort();
    },
  });
  expect(warnings).toEqual(['subscription silent while the log goes on']);
  expect(subscriptions).toBe(2);
  expect(facts).toBe(4);
});

test('a feed goes on after the event store was killed, with no fact lost or told twice', async () => {
  let killed = false;
  const seen = await feedUntil(async (told, batch) => {
    // A feed that follows again has caught up again.
    if (batch.caughtUp && told.length === 4 && !killed) {
      killed = true;
      await stack.eventStore.kill();
      await stack.eventStore.start();
      await append(entry(4, story[7]));
    }
    return told.length > 4;
  });
  expect(seen.slice(3)).toEqual(['OrderAccepted 2 3', 'OrderAccepted 0 4']);
});

test('what comes in after a small batch waits for its distance, and a stop does not', async () => {
  const stop = new AbortController();
  const batches: number[] = [];
  const feeding = runFeed({
    client,
    after: -1n,
    signal: stop.signal,
    logger: quiet,
    everyMs: 600_000,
    apply: async ({ facts }) => {
      batches.push(facts.length);
      await append(entry(6, story[8]));
    },
  });
  await eventually('the first batch', () => batches.length > 0);
  await sleep(200);
  expect(batches).toHaveLength(1);
  stop.abort();
  await feeding;
});

test('a sink that fails ends the feed with its own error', async () => {
  await expect(feedUntil(() => Promise.reject(new Error('disk full')))).rejects.toThrow(
    'disk full',
  );
});

test('a batch that a newer program wrote stops the feed, and says what to do', async () => {
  const other = await startWriteStack();
  try {
    const journal = other.eventStoreClient();
    const metadata = { schema: 'f'.repeat(32) };
    const data = encodeBatch([entry(2, story[4])]);
    const event = binaryEvent({ type: TRADING_BATCH, data, metadata });
    await journal.appendToStream('trading-0', event);
    const feeding = runFeed({
      client: journal,
      after: -1n,
      signal: new AbortController().signal,
      logger: quiet,
      apply: () => Promise.reject(new Error('nothing can be applied')),
    });
    await expect(feeding).rejects.toThrow(UnreadableEventError);
    await expect(feeding).rejects.toThrow(/trading-0@0 .* unknown schema f+: run a version/);
  } finally {
    await other.stop();
  }
});

test('an event that cannot be read is named, and nothing behind it is applied', async () => {
  await client.appendToStream(
    'account-eve',
    jsonEvent({ type: 'AccountExploded', data: {}, metadata: { at: '1' } }),
  );
  await append(entry(5, story[8]));
  const seen: string[] = [];
  const failing = feedUntil((told) => {
    seen.splice(0, seen.length, ...told);
    return false;
  });
  await expect(failing).rejects.toThrow(UnreadableEventError);
  await expect(failing).rejects.toThrow(/account-eve@0 \(AccountExploded\)/);
  expect(seen).not.toContain('OrderAccepted 0 5');
});
