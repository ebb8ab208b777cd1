import { eventually } from '@bellwether/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountStateAt, parsePoint, replay, replayLine } from '../src/index.ts';
import { ReadModels } from '../src/read-model.ts';
import { marketFacts, MARKET_OPENING } from './market-facts.ts';
import {
  appendFacts,
  project,
  startProjectionStack,
  type ProjectionStack,
} from './projection-stack.ts';
import { id } from './story.ts';
import { listOrders } from '../src/orders/read.ts';
import { listPositions } from '../src/positions/read.ts';

const COMMANDS = 200;
let stack: ProjectionStack;
const never = new AbortController().signal;

beforeAll(async () => {
  stack = await startProjectionStack();
  await appendFacts(stack.client, [{ n: 999_999, facts: MARKET_OPENING, at: 0n }]);
  for (let n = 1; n <= COMMANDS; n++)
    await appendFacts(stack.client, [{ n, facts: marketFacts(n), at: BigInt(n) * 10_000_000n }]);
});

afterAll(() => stack.stop());

const lines = async (options: Parameters<typeof replay>[1]): Promise<readonly string[]> => {
  const told: string[] = [];
  for await (const { facts } of replay(stack.client, options)) told.push(...facts.map(replayLine));
  return told;
};

test('history is told again in the order in which it happened, all of it', async () => {
  const told = await lines({ selection: {}, speed: 'max', signal: never });
  const places = told.map((line) => JSON.parse(line) as { position: string; index: number });
  const sorted = places.toSorted(
    (a, b) => Number(BigInt(a.position) - BigInt(b.position)) || a.index - b.index,
  );
  expect(places).toEqual(sorted);
  const facts = Array.from({ length: COMMANDS }, (_, n) => marketFacts(n + 1).length);
  expect(told).toHaveLength(MARKET_OPENING.length + facts.reduce((a, b) => a + b, 0));
});

test('what was told before a position is not told again after it: two parts make the whole', async () => {
  const whole = await lines({ selection: {}, speed: 'max', signal: never });
  const parts: string[] = [];
  let after: bigint | undefined;
  for await (const { position, facts } of replay(stack.client, {
    selection: {},
    speed: 'max',
    signal: never,
  })) {
    parts.push(...facts.map(replayLine));
    after = position;
    if (parts.length > 100) break;
  }
  expect([
    ...parts,
    ...(await lines({ selection: {}, speed: 'max', after, signal: never })),
  ]).toEqual(whole);
});

test('at a speed, history takes as long as it took, divided by it', async () => {
  const selection = { from: parsePoint(id(2 * 100)), to: parsePoint(id(2 * 150)) };
  const started = performance.now();
  await lines({ selection, speed: 2, signal: never });
  // Fifty commands, 10 ms apart, twice as fast; later is possible on a busy machine, earlier is not.
  expect(performance.now() - started).toBeGreaterThan(240);
});

test('an account as of now is what the read models say; as of then is what they said', async () => {
  const readModels = new ReadModels(stack.reader);
  const stop = new AbortController();
  let caughtUp = false;
  const projecting = project(stack, stop.signal, () => (caughtUp = true));
  await eventually('history is in', () => caughtUp);
  const now = await accountStateAt(stack.client, 'alice', parsePoint('9999999999999'), never);
  expect(now.positions).toEqual((await listPositions(readModels.db, 'alice')).rows);
  const open = await listOrders(readModels.db, { accountId: 'alice', first: 500 });
  expect(new Set(now.openOrders.map(({ orderId }) => orderId))).toEqual(
    new Set(open.rows.filter(({ leaves }) => leaves > 0n).map(({ orderId }) => orderId)),
  );
  const then = await accountStateAt(stack.client, 'alice', { kind: 'time', at: 0n }, never);
  expect(then.positions).toMatchObject([{ quantity: 900_000_000n, reserved: 0n }]);
  expect(then.openOrders).toEqual([]);
  stop.abort();
  await projecting;
});
