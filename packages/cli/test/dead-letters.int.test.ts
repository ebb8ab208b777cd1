import { quiet, startWriteStack, TEST_PASSWORD, type WriteStack } from '@bellwether/testkit';
import { addDeadLetterEndpoint } from '@bellwether/commands';
import { DEVELOPMENT_PRINCIPALS, Principals } from '@bellwether/domain';
import { connectNats, NatsDoor } from '@bellwether/platform/nats';
import { headers, type NatsConnection } from 'nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DeadLetters } from '../src/dead-letters/dead-letters.ts';

let stack: WriteStack;
let letters: DeadLetters;
let service: NatsConnection;

beforeAll(async () => {
  stack = await startWriteStack();
  const ops = await connectNats(
    { url: stack.natsUrl, user: 'ops', password: TEST_PASSWORD, name: 'ops' },
    quiet,
  );
  letters = new DeadLetters(ops);
  service = await stack.connectAs('commands');
  const answering = await service.services.add({ name: 'deadletter', version: '1.0.0' });
  const principals = new Principals(DEVELOPMENT_PRINCIPALS);
  const door = new NatsDoor(quiet);
  addDeadLetterEndpoint(answering, { nats: service, principals, door, logger: quiet });
  for (const n of [1, 2, 3]) {
    const named = headers();
    named.set('Bellwether-Reason', 'UNDECIDED');
    named.set('Bellwether-Subject', 'cmd.durable.trading.0.cli');
    named.set('Bellwether-Deliveries', '130');
    const body = n === 3 ? '{no json' : JSON.stringify({ commands: [n] });
    await service.jetstream().publish('dlq.trading.0.cli', body, { headers: named });
  }
});
afterAll(() => stack.stop());

test('dead letters are listed, and shown with what they are about', async () => {
  const found = await letters.list(10);
  expect(found.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  expect(await letters.show(2)).toMatchObject({
    reason: 'UNDECIDED',
    subject: 'cmd.durable.trading.0.cli',
    deliveries: 130,
    message: { commands: [2] },
  });
  expect((await letters.show(3)).message).toBe('{no json');
  expect((await letters.list(2)).map(({ sequence }) => sequence)).toEqual([2, 3]);
});

test('one that is put back is in its sender’s queue, and no dead letter any more', async () => {
  await letters.retry(1);
  const manager = await (await stack.connectAs('provisioner')).jetstreamManager();
  const { state } = await manager.streams.info('COMMANDS');
  const queued = await manager.streams.getMessage('COMMANDS', { seq: state.last_seq });
  expect(queued.subject).toBe('cmd.durable.trading.0.cli');
  expect(queued.json()).toEqual({ commands: [1] });
  await expect(letters.show(1)).rejects.toThrow('there is no dead letter 1');
  await expect(letters.retry(1)).rejects.toThrow('there is no dead letter 1');
});

test('one that is dropped is gone; one that is not there is said not to be there', async () => {
  await letters.drop(2);
  expect((await letters.list(10)).map(({ sequence }) => sequence)).toEqual([3]);
  await expect(letters.drop(2)).rejects.toThrow('there is no dead letter 2');
});
