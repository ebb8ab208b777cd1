import { CommandClient } from '@bellwether/client';
import { parseDecimal, type AccountId } from '@bellwether/domain';
import { newId } from '@bellwether/platform/runtime';
import { quiet, startWriteStack, type WriteStack } from '@bellwether/testkit';
import { jsonEvent, type EventStoreDBClient } from '@eventstore/db-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { JournalReader } from '../src/index.ts';
import { startService } from './support/service.ts';

// What came in while the writer was away is followed in common batches, in its order.

const DEPOSITS = 400;
const alice = 'alice' as AccountId;
let stack: WriteStack;
const failures: Error[] = [];

beforeAll(async () => {
  stack = await startWriteStack();
});

afterAll(async () => {
  await stack.stop();
  expect(failures).toEqual([]);
});

test('facts of other streams that are there together share appends, and stay in order', async () => {
  const metadata = { schemaVersion: 1, fingerprint: '0', principal: 'ops', at: '0' };
  const fact = (type: string, data: object) =>
    jsonEvent({
      id: newId(),
      type,
      data: { accountId: alice, ...data },
      metadata: { ...metadata, $correlationId: newId(), $causationId: newId() },
    });
  const amounts = Array.from({ length: DEPOSITS }, (_, n) => `${n + 1}.00`);
  await stack
    .eventStoreClient()
    .appendToStream('account-alice', [
      fact('AccountOpened', {}),
      ...amounts.map((amount) => fact('CashDeposited', { amount })),
    ]);

  const commands = await startService(stack, {
    eventStore: heldBack(stack.eventStoreClient(), 1 + DEPOSITS),
    onFailure: (error) => failures.push(error),
    logger: quiet,
  });
  const client = new CommandClient({ connection: await stack.connectAs('cli'), user: 'cli' });
  // Its answer waits until everything before it has been followed.
  expect(
    await client.depositCash(
      { accountId: alice, amount: parseDecimal('1') },
      { deadlineMs: 20_000 },
    ),
  ).toMatchObject({ status: 'accepted' });

  const followed: bigint[] = [];
  let batches = 0;
  for await (const { entries } of new JournalReader(stack.eventStoreClient(), 0).read()) {
    const amountsOfBatch = entries
      .flatMap(({ facts }) => facts)
      .flatMap((one) => (one.type === 'FundsAllocated' ? [one.data.amount] : []));
    if (amountsOfBatch.length > 0) batches += 1;
    followed.push(...amountsOfBatch);
  }
  expect(followed).toEqual([...amounts, '1'].map(parseDecimal));
  // The deposits that waited for the first append share the second; the client's own came afterwards.
  expect(batches).toBeLessThanOrEqual(2);
  await commands.stop();
});

/**
 * The event store, whose journal takes nothing while facts are followed until `facts` of them have been handed over: how
 * many share an append does not depend on how fast this machine reads.
 */
function heldBack(client: EventStoreDBClient, facts: number): EventStoreDBClient {
  const handedOver = Promise.withResolvers<void>();
  let told = 0;
  const appendToStream: EventStoreDBClient['appendToStream'] = async (stream, events, options) => {
    if (stream === 'trading-0' && told > 0) await handedOver.promise;
    return client.appendToStream(stream, events, options);
  };
  const subscribeToAll: EventStoreDBClient['subscribeToAll'] = (options) => {
    const subscription = client.subscribeToAll(options);
    const iterate = subscription[Symbol.asyncIterator].bind(subscription);
    subscription[Symbol.asyncIterator] = async function* () {
      for await (const message of { [Symbol.asyncIterator]: iterate }) {
        yield message;
        // The follower asks for the next message: it has handed this one over.
        if ('event' in message && (told += 1) === facts) handedOver.resolve();
      }
    };
    return subscription;
  };
  const replaced = { appendToStream, subscribeToAll };
  return new Proxy(client, {
    get: (target, name) => {
      if (name in replaced) return Reflect.get(replaced, name) as unknown;
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
