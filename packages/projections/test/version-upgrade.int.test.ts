import { eventually, quiet } from '@bellwether/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  dropBuild,
  listBuilds,
  migrateReadModels,
  outdated,
  PROJECTIONS,
  projectionOf,
  rebuildShadow,
  switchBuilds,
  upgrade,
  verifyAgainstLog,
  type BlueGreenAccess,
} from '../src/index.ts';
import { waitingChanges } from '../src/stores/postgres/change-feed.ts';
import { LATER } from './later-release.ts';
import { marketFacts, MARKET_OPENING } from './market-facts.ts';
import {
  appendFacts,
  project,
  startProjectionStack,
  type ProjectionStack,
} from './projection-stack.ts';

// Two releases of the program and one database. Each test goes on where the one before it ended.

const COMMANDS_PER_BATCH = 40;
const HISTORY_BATCHES = 20;
/** A build that both releases have the version of. */
const ACCOUNTS = `accounts@${projectionOf('accounts').version}`;

let stack: ProjectionStack;
let earlierAccess: BlueGreenAccess;
let laterAccess: BlueGreenAccess;
let commands = 0;
let running: { readonly stop: () => Promise<void> };

beforeAll(async () => {
  stack = await startProjectionStack();
  earlierAccess = stack.access;
  laterAccess = { ...stack.access, projections: LATER };
  await appendFacts(stack.client, [{ n: 999_999, facts: MARKET_OPENING }]);
  for (let i = 0; i < HISTORY_BATCHES; i++) await trade();
  running = start(PROJECTIONS);
  await eventually('history is in', async () => (await ordersSeen()) === commands);
  await stack.access.owner`delete from read_models.change_feed`;
});

afterAll(async () => {
  await running.stop();
  await stack.stop();
});

async function trade(): Promise<void> {
  const entries = Array.from({ length: COMMANDS_PER_BATCH }, () => {
    commands += 1;
    return { n: commands, facts: marketFacts(commands) };
  });
  await appendFacts(stack.client, entries);
}

/** The projector of a release. */
function start(projections: typeof PROJECTIONS): { readonly stop: () => Promise<void> } {
  const signal = new AbortController();
  const ended = project(stack, signal.signal, undefined, projections);
  return {
    async stop() {
      signal.abort();
      await ended;
    },
  };
}

/** Sell orders that readers see, whatever the version in force. */
async function ordersSeen(): Promise<number> {
  const [row] = await stack.reader<{ orders: number }[]>`
    select count(*)::int as orders from read_models.orders where side = 'SELL'`;
  return row?.orders ?? -1;
}

const builds = async (): Promise<Readonly<Record<string, { state: string; position: bigint }>>> =>
  Object.fromEntries(
    (await listBuilds(stack.access.owner)).map(({ name, state, position }) => [
      name,
      { state, position },
    ]),
  );

/** Null where there is none. */
async function tableOf(name: string): Promise<unknown> {
  const [row] = await stack.access.owner`select to_regclass(${`read_models.${name}`}) as id`;
  return row?.['id'];
}

const caughtUp = (): Promise<void> =>
  eventually('everything is in', async () => {
    const found = Object.values(await builds()).filter(({ state }) => state === 'active');
    return (
      (await ordersSeen()) === commands && new Set(found.map(({ position }) => position)).size === 1
    );
  });

/** Order and position of each announced change since `clear`, and of each order that changed meanwhile. */
async function announced(
  since: bigint,
): Promise<{ readonly told: string[]; readonly changed: string[] }> {
  const told = (await waitingChanges(stack.access.projector, 100_000))
    .flatMap(({ changes }) => changes)
    .filter(({ subject }) => subject.startsWith('evt.order.'))
    .map(({ messageId }) => messageId.split('/').slice(1).join('/'));
  const rows = await stack.reader<{ change: string }[]>`
    select order_id || '/' || position as change from read_models.orders where position > ${`${since}`}::int8`;
  return { told, changed: rows.map(({ change }) => change) };
}

async function toldOnce(since: bigint): Promise<void> {
  const { told, changed } = await announced(since);
  expect(changed.length).toBeGreaterThan(0);
  expect(new Set(told).size).toBe(told.length);
  expect(changed.filter((change) => !told.includes(change))).toEqual([]);
}

const options = { signal: new AbortController().signal, logger: quiet };

test('a later release brings nothing along before it is built; what is in force stays', async () => {
  await migrateReadModels(stack.stores.ownerUrl, LATER);
  expect((await builds())['orders@2']?.state).toBe('active');
  expect(Object.keys(await builds())).toHaveLength(PROJECTIONS.length);
  expect(await tableOf('orders_v3')).toBeNull();
  await trade();
  await caughtUp();
  expect(await outdated(earlierAccess)).toEqual([]);
  expect(await outdated(laterAccess)).toMatchObject([{ active: 'orders@2' }]);
});

test('its projector goes on with every build that it has the version of', async () => {
  await running.stop();
  running = start(LATER);
  await trade();
  const before = (await builds())['orders@2']?.position ?? 0n;
  await eventually('accounts are followed', async () => {
    const { [ACCOUNTS]: accounts } = await builds();
    return (accounts?.position ?? 0n) > before;
  });
  expect((await builds())['orders@2']).toEqual({ state: 'active', position: before });
  await expect(verifyAgainstLog(laterAccess, 'orders')).rejects.toThrow(
    expect.objectContaining({ code: 'VERSION_MISMATCH' }),
  );
});

test('an upgrade puts its version in force ahead of the one that stood still, and each change is told once', async () => {
  const before = (await builds())['orders@2']?.position ?? 0n;
  const [orders] = await outdated(laterAccess);
  const { comparison, switched } = await upgrade(
    laterAccess,
    orders as NonNullable<typeof orders>,
    options,
  );
  expect(comparison).toMatchObject({ equal: true });
  expect(switched).toMatchObject({ from: 'orders@2', to: 'orders@3' });
  expect(switched?.position).toBeGreaterThan(before);
  expect(await ordersSeen()).toBe(commands);
  await trade();
  // The projector that runs takes the new build up by itself.
  await caughtUp();
  await toldOnce(before);
  expect(await verifyAgainstLog(laterAccess, 'orders')).toMatchObject({ equal: true });
  const [row] = await stack.reader`
    select open_value = leaves * limit_price as right from read_models.orders limit 1`;
  expect(row).toEqual({ right: true });
});

test('back to the earlier release: its build goes on where it was', async () => {
  await running.stop();
  running = start(PROJECTIONS);
  await trade();
  const { 'orders@2': retired, 'orders@3': active } = await builds();
  expect(retired?.state).toBe('retired');
  const [orders] = await outdated(earlierAccess);
  let facts = 0;
  const { switched } = await upgrade(earlierAccess, orders as NonNullable<typeof orders>, {
    ...options,
    onProgress: (progress) => (facts = progress.facts),
  });
  expect(switched).toMatchObject({ from: 'orders@3', to: 'orders@2' });
  expect(facts).toBeLessThan(commands);
  await caughtUp();
  await toldOnce(active?.position ?? 0n);
  expect(await verifyAgainstLog(earlierAccess, 'orders')).toMatchObject({ equal: true });
});

test('switched while the earlier release runs: at one position, and it goes on with the rest', async () => {
  await stack.access.owner`delete from read_models.change_feed`;
  const before = (await builds())['orders@2']?.position ?? 0n;
  await trade();
  await rebuildShadow(laterAccess, projectionOf('orders', LATER), options);
  await trade();
  const { position } = await switchBuilds(laterAccess, 'orders');
  expect((await builds())['orders@2']).toEqual({ state: 'retired', position });
  await trade();
  await eventually('accounts are followed', async () => {
    const { [ACCOUNTS]: accounts } = await builds();
    return (accounts?.position ?? 0n) > position;
  });
  await running.stop();
  running = start(LATER);
  await caughtUp();
  await toldOnce(before);
});

test('a version goes with its table, and can be built again, by either release', async () => {
  const { owner } = stack.access;
  await dropBuild(owner, 'orders@2');
  expect(await tableOf('orders_v2')).toBeNull();
  const back = await rebuildShadow(earlierAccess, projectionOf('orders'), options);
  expect(back).toEqual({ build: 'orders@2', complete: true });
  await dropBuild(owner, 'orders@2');
  const name = 'orders@3.2';
  const rebuilt = await rebuildShadow(laterAccess, projectionOf('orders', LATER), options);
  expect(rebuilt).toEqual({ build: name, complete: true });
  await switchBuilds(laterAccess, 'orders');
  await dropBuild(owner, 'orders@3');
  expect(await tableOf('orders_v3')).toBeNull();
  const again = await rebuildShadow(laterAccess, projectionOf('orders', LATER), options);
  expect(again.build).toBe('orders@3.3');
  const indexes = await owner<{ name: string }[]>`
    select tablename || ' ' || count(*) as name from pg_indexes
    where schemaname = 'read_models' and tablename like 'orders_v3%' group by tablename order by 1`;
  // The key and one more.
  expect(indexes.map(({ name: one }) => one)).toEqual(['orders_v3_2 2', 'orders_v3_3 2']);
});
