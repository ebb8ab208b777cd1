import { partitionOf } from '@bellwether/domain';
import { startWriteStack, type WriteStack } from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PARTITIONS = 3;
let stack: WriteStack;

beforeAll(async () => {
  stack = await startWriteStack(PARTITIONS);
});
afterAll(() => stack.stop());

describe('the partition of an instrument is the same', () => {
  test('for the client library and for the subject mapping of nats-server', async () => {
    const ids = Array.from({ length: 400 }, (_, n) =>
      `${(n * 7_919).toString(36)}_${n}`.toUpperCase(),
    );
    const service = await stack.connectAs('commands');
    const answering = service.subscribe('cmd.trading.submit.*.cli', {
      callback: (_, message) => message.respond(message.subject),
    });
    const client = await stack.connectAs('cli');
    const mapped = await Promise.all(
      ids.map(async (id) => (await client.request(`cmd.trading.instrument.${id}.cli`)).string()),
    );
    answering.unsubscribe();
    expect(mapped).toEqual(
      ids.map((id) => `cmd.trading.submit.${partitionOf(id, PARTITIONS)}.cli`),
    );
    expect(new Set(mapped).size).toBe(PARTITIONS);
  });

  test('and nobody gives commands in another one’s name through the mapping', async () => {
    const client = await stack.connectAs('cli');
    await expect(
      client.request('cmd.trading.instrument.AMZN.bots', '', { timeout: 300 }),
    ).rejects.toThrow();
  });
});
