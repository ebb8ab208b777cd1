import { parseDecimal, type AccountId } from '@bellwether/domain';
import { newId } from '@bellwether/platform';
import { quiet, startWriteStack, type WriteStack } from '@bellwether/testkit';
import { jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandClient } from '../src/client/index.ts';
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
    onFailure: (error) => failures.push(error),
    logger: quiet,
  });
  const client = new CommandClient({ connection: await stack.connectAs('cli'), user: 'cli' });
  // Whoever has this answer knows that everything before it has been followed.
  expect(
    await client.depositCash(
      { accountId: alice, amount: parseDecimal('1') },
      { deadlineMs: 20_000 },
    ),
  ).toMatchObject({ status: 'accepted' });

  const followed: bigint[] = [];
  let batches = 0;
  for await (const { entries } of new JournalReader(stack.eventStoreClient(), 0).read()) {
    if (entries.length > 0) batches += 1;
    for (const { facts } of entries)
      for (const one of facts) if (one.type === 'FundsAllocated') followed.push(one.data.amount);
  }
  expect(followed).toEqual([...amounts, '1'].map(parseDecimal));
  expect(batches).toBeLessThan(DEPOSITS / 4);
  await commands.stop();
});
