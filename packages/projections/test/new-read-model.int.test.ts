import { eventually, quiet } from '@bellwether/testkit';
import { index } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  listBuilds,
  migrateReadModels,
  outdated,
  PROJECTIONS,
  upgrade,
  verifyAgainstLog,
  type BlueGreenAccess,
} from '../src/index.ts';
import { int8, name } from '../src/stores/postgres/columns.ts';
import { readModels } from '../src/stores/postgres/schema.ts';
import { defineProjection } from '../src/runtime/projection.ts';
import { marketFacts, MARKET_OPENING } from './market-facts.ts';
import {
  appendFacts,
  project,
  startProjectionStack,
  type ProjectionStack,
} from './projection-stack.ts';

// A release with one more read model comes to an installation that has a history. Each test goes on where the one before it ended.

const orderCounts = readModels.table(
  'order_counts',
  { accountId: name().primaryKey(), orders: int8(), position: int8() },
  (columns) => [index('position').on(columns.position.desc())],
);

const counts = defineProjection<typeof orderCounts.$inferSelect>({
  name: 'order_counts',
  version: 1,
  tables: { postgres: orderCounts },
  key: 'accountId',
  on: {
    OrderAccepted: {
      keys: ({ accountId }) => [accountId],
      evolve: (row, { accountId }, { position }) => ({
        accountId,
        orders: (row?.orders ?? 0n) + 1n,
        position,
      }),
    },
  },
});

const NEXT = [...PROJECTIONS, counts];
const COMMANDS_PER_BATCH = 40;
const HISTORY_BATCHES = 20;

let stack: ProjectionStack;
let access: BlueGreenAccess;
let commands = 0;
const stop = new AbortController();
let running: Promise<void>;

beforeAll(async () => {
  stack = await startProjectionStack();
  access = { ...stack.access, projections: NEXT };
  await appendFacts(stack.client, [{ n: 999_999, facts: MARKET_OPENING }]);
  for (let i = 0; i < HISTORY_BATCHES; i++) await trade();
  const history = new AbortController();
  await project(stack, history.signal, () => history.abort());
  running = project(stack, stop.signal, undefined, NEXT);
});

afterAll(async () => {
  stop.abort();
  await running;
  await stack.stop();
});

async function trade(): Promise<void> {
  const entries = Array.from({ length: COMMANDS_PER_BATCH }, () => {
    commands += 1;
    return { n: commands, facts: marketFacts(commands) };
  });
  await appendFacts(stack.client, entries);
}

const positionOf = async (projection: string): Promise<bigint | undefined> =>
  (await listBuilds(stack.access.owner)).find(
    (build) => build.projection === projection && build.state === 'active',
  )?.position;

test('it is not there before it is built, and holds up no other', async () => {
  await Promise.all([1, 2].map(() => migrateReadModels(stack.stores.ownerUrl, NEXT)));
  expect(await positionOf('order_counts')).toBeUndefined();
  const before = (await positionOf('orders')) ?? -1n;
  await trade();
  await eventually('the others go on', async () => ((await positionOf('orders')) ?? -1n) > before);
});

test('it is built from the log beside the others, and then goes on with them', async () => {
  const [found, ...more] = await outdated(access);
  expect([found?.projection.name, found?.active, more]).toEqual(['order_counts', undefined, []]);
  const { build, switched } = await upgrade(access, found as NonNullable<typeof found>, {
    signal: stop.signal,
    logger: quiet,
  });
  expect([build, switched?.from, switched?.to]).toEqual([
    'order_counts@1',
    undefined,
    'order_counts@1',
  ]);
  // Also where nothing comes any more: who has seen a position finds it here, too.
  expect(await positionOf('order_counts')).toBe(await positionOf('orders'));
  await trade();
  await eventually('every order is counted', async () => {
    const [row] = await stack.reader<{ counted: string; orders: string }[]>`
      select (select sum(orders) from read_models.order_counts) as counted, count(*) as orders
      from read_models.orders where status <> 'REJECTED'`;
    return (
      row?.counted === row?.orders &&
      (await positionOf('order_counts')) === (await positionOf('orders'))
    );
  });
  expect(await verifyAgainstLog(access, 'order_counts')).toMatchObject({ equal: true });
  expect(await outdated(access)).toEqual([]);
});

test('its rows are changed by the projector, and its indexes are the declared ones', async () => {
  const [rights] = await stack.access.projector<{ may: boolean }[]>`
    select has_table_privilege('read_models.order_counts_v1', 'update, delete') as may`;
  expect(rights?.may).toBe(true);
  const indexes = await stack.access.owner<{ name: string }[]>`
    select indexname as name from pg_indexes where tablename = 'order_counts_v1' order by 1`;
  expect(indexes.map((one) => one.name)).toEqual([
    'order_counts_v1_pkey',
    'order_counts_v1_position',
  ]);
});
