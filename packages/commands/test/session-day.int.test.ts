import { instantOf, parseDate, sessionStream, wall } from '@bellwether/domain';
import { eventually, quiet, startWriteStack, type WriteStack } from '@bellwether/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAggregates } from '../src/aggregates/aggregates.ts';
import { SessionProcess } from '../src/processes/session-process.ts';
import { systemRuntime } from '../src/runtime/runtime.ts';

// A day of the market by its calendar, on the real event store, with a clock that the test moves.

const friday = parseDate('2026-11-20');
let now = instantOf(friday, wall(8));
const runtime = { ...systemRuntime(), clock: () => now };
const failures: unknown[] = [];
let stack: WriteStack;

const begin = (): SessionProcess => {
  const store = stack.eventStoreClient();
  const session = new SessionProcess({
    sessions: openAggregates(store, runtime).sessions,
    runtime,
    logger: quiet,
  });
  session.start((error) => failures.push(error));
  return session;
};

beforeAll(async () => {
  stack = await startWriteStack();
});

afterAll(async () => {
  await stack.stop();
  expect(failures).toEqual([]);
});

async function phases(): Promise<readonly string[]> {
  const found: string[] = [];
  try {
    for await (const { event } of stack.eventStoreClient().readStream(sessionStream(friday)))
      found.push((event?.data as { phase?: string } | undefined)?.phase ?? event?.type ?? '');
  } catch {
    return found;
  }
  return found;
}

const reached = (phase: string): Promise<void> =>
  eventually(`the market is in ${phase}`, async () => (await phases()).at(-1) === phase);

test('the market is led through its day by New York’s clocks, across a restart, each step once', async () => {
  const first = begin();
  now = instantOf(friday, wall(9, 1));
  await reached('PRE_OPEN');
  await first.stop();
  now = instantOf(friday, wall(9, 31));
  const second = begin();
  await reached('CONTINUOUS');
  now = instantOf(friday, wall(16, 21));
  await reached('CLOSED');
  await second.stop();
  expect(await phases()).toEqual([
    'SessionScheduled',
    'PRE_OPEN',
    'OPENING_AUCTION',
    'CONTINUOUS',
    'CLOSING_AUCTION',
    'POST_CLOSE',
    'CLOSED',
  ]);
});
