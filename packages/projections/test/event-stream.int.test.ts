import { startWriteStack, type WriteStack } from '@bellwether/testkit';
import { JSONCodec, type JetStreamManager, type NatsConnection } from 'nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EventStream } from '../src/events/event-stream.ts';

// Runs of changes on a real JetStream: in order, each once, whoever else publishes.

let stack: WriteStack;
let nats: NatsConnection;
let manager: JetStreamManager;

beforeAll(async () => {
  stack = await startWriteStack();
  nats = await stack.connectAs('projections');
  manager = await (await stack.connectAs('provisioner')).jetstreamManager();
});

afterAll(() => stack.stop());

const run = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    subject: 'evt.order.updated.alice',
    messageId: `orders@1/${from + i}/1`,
    payload: { n: from + i },
  }));

const codec = JSONCodec<{ readonly n: number }>();

async function stored(): Promise<readonly number[]> {
  const { state } = await manager.streams.info('EVENTS');
  const numbers: number[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++)
    numbers.push(codec.decode((await manager.streams.getMessage('EVENTS', { seq })).data).n);
  return numbers;
}

const numbers = (from: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => from + i);

test('run after run is stored in order', async () => {
  const stream = new EventStream(nats);
  await stream.publish(run(0, 10));
  await stream.publish(run(10, 300));
  await stream.publish(run(310, 1));
  await stream.publish([]);
  await stream.publish(run(311, 9));
  expect(await stored()).toEqual(numbers(0, 320));
});

test('a run that is published again, by another process or by the same, is stored once', async () => {
  const stream = new EventStream(nats);
  await stream.publish(run(320, 20));
  await stream.publish(run(330, 30));
  await new EventStream(nats).publish(run(350, 20));
  await stream.publish(run(350, 30));
  await stream.publish(run(380, 10));
  expect(await stored()).toEqual(numbers(0, 390));
});

test('a message of somebody else between two runs loses none of ours', async () => {
  const stream = new EventStream(nats);
  await stream.publish(run(390, 5));
  await new EventStream(nats).publish(run(395, 1));
  await stream.publish(run(396, 20));
  await stream.publish(run(416, 20));
  expect((await stored()).toSorted((a, b) => a - b)).toEqual(numbers(0, 436));
});
