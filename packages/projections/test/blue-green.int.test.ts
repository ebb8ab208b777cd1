import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { eventually, quiet } from '@bellwether/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  compareShadow,
  dropBuild,
  listBuilds,
  PROJECTIONS,
  projectionOf,
  rebuildShadow,
  switchBuilds,
  verifyAgainstLog,
} from '../src/index.ts';
import { marketFacts, MARKET_OPENING } from './market-facts.ts';
import {
  appendFacts,
  project,
  startProjectionStack,
  type ProjectionStack,
} from './projection-stack.ts';
import { makePostponedIndexes } from '../src/blue-green/postponed-indexes.ts';
import { buildTable } from '../src/stores/postgres/builds.ts';
import { waitingChanges } from '../src/stores/postgres/change-feed.ts';
import { PostgresProjector } from '../src/stores/postgres/projector.ts';
import type { RecordedFact } from '../src/runtime/recorded-fact.ts';
import { readChanges, ReadModels, type ChangePlace } from '../src/read-model.ts';
import { FOLLOWED_POSITIONS } from '../src/positions/query.ts';
import { followTable } from '../src/read-model/followed-table.ts';
import { accepted, id, recorded, story } from './story.ts';

// A market that goes on, a projector that follows it, readers that ask; and read models built anew beside them.

const CHILD = fileURLToPath(new URL('./child/rebuild.ts', import.meta.url));
const COMMANDS_PER_BATCH = 40;
const HISTORY_BATCHES = 150;
const PAUSE_MS = 20;

let stack: ProjectionStack;
let commands = 0;
const stop = new AbortController();
let projecting: Promise<void>;

beforeAll(async () => {
  stack = await startProjectionStack();
  await appendFacts(stack.client, [
    { n: 999_999, facts: [...story.slice(1, 3), ...MARKET_OPENING].filter(isHot) },
  ]);
  for (let i = 0; i < HISTORY_BATCHES; i++) await trade();
  projecting = project(stack, stop.signal);
  await eventually('history is in', async () => (await behind()) === 0);
});

afterAll(async () => {
  stop.abort();
  await projecting;
  await stack.stop();
});

afterEach(async () => {
  for (const build of await listBuilds(stack.access.owner))
    if (build.state !== 'active') await dropBuild(stack.access.owner, build.name);
});

const isHot = ({ type }: { readonly type: string }): boolean => type !== 'AccountOpened';

/** Appends one batch of orders and trades. */
async function trade(): Promise<void> {
  const entries = Array.from({ length: COMMANDS_PER_BATCH }, () => {
    commands += 1;
    return { n: commands, facts: marketFacts(commands) };
  });
  await appendFacts(stack.client, entries);
}

/** Orders that the view in force does not show yet. */
async function behind(): Promise<number> {
  const [row] = await stack.reader<{ orders: number }[]>`
    select count(*)::int as orders from read_models.orders where side = 'SELL'`;
  return commands - (row?.orders ?? 0);
}

/** Trades, and asks as readers do, until `work` has ended; what readers saw. */
async function underLoad<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly counts: readonly number[] }> {
  let running = true;
  const counts: number[] = [];
  const trading = (async () => {
    while (running) {
      await trade();
      await sleep(PAUSE_MS);
    }
  })();
  const reading = (async () => {
    while (running) {
      const [row] = await stack.reader<{ orders: number }[]>`
        select count(*)::int as orders from read_models.orders`;
      counts.push(row?.orders ?? -1);
    }
  })();
  try {
    return { result: await work(), counts };
  } finally {
    running = false;
    await Promise.all([trading, reading]);
  }
}

const rebuild = (name: string, rate?: number, signal = new AbortController().signal) =>
  rebuildShadow(stack.access, projectionOf(name), { rate, signal, logger: quiet });

const stateOf = async (build: string): Promise<string | undefined> =>
  (await listBuilds(stack.access.owner)).find(({ name }) => name === build)?.state;

/** Indexes of a build and of its months; the build's own name is left out. */
async function indexesOf(build: string): Promise<readonly string[]> {
  const table = buildTable(build);
  const rows = await stack.access.owner<{ name: string; definition: string }[]>`
    select relid::regclass::text as name, indisprimary || pg_get_indexdef(indexrelid) as definition
    from pg_partition_tree(${`read_models.${table}`}::regclass)
      join pg_index on indrelid = relid where indisvalid
    union all select 'T', indisprimary || pg_get_indexdef(indexrelid) from pg_index
      join pg_class on pg_class.oid = indrelid
    where relkind = 'r' and not relispartition and indrelid = ${`read_models.${table}`}::regclass`;
  const plain = (text: string): string => text.replaceAll(`read_models.${table}`, 'T');
  return rows
    .map(
      ({ name, definition }) =>
        `${plain(name)}: ${plain(definition).replace(/INDEX \S+ ON/, 'INDEX ON')}`,
    )
    .toSorted();
}

async function indexesEqualThoseInForce(build: string): Promise<void> {
  const builds = await listBuilds(stack.access.owner);
  const { projection } = builds.find(({ name }) => name === build) ?? {};
  const active = builds.find((one) => one.projection === projection && one.state === 'active');
  const expected = await indexesOf(active?.name ?? '');
  expect(expected.length).toBeGreaterThan(0);
  expect(await indexesOf(build)).toEqual(expected);
}

describe('a read model built anew while orders flow', () => {
  test.each(PROJECTIONS.map(({ name }) => name))(
    '%s: equals the one in force, row by row',
    async (name) => {
      const { result } = await underLoad(async () => {
        const built = await rebuild(name);
        return { built, comparison: await compareShadow(stack.access, name) };
      });
      expect(result.built.complete).toBe(true);
      expect(result.comparison).toMatchObject({ equal: true, differing: [] });
      await indexesEqualThoseInForce(result.built.build);
    },
  );

  test('is put in force without a gap for readers, who never see less than before', async () => {
    const { result, counts } = await underLoad(async () => {
      await rebuild('orders');
      const switched = await switchBuilds(stack.access, 'orders');
      for (let i = 0; i < 5; i++) await trade();
      return switched;
    });
    expect(result).toMatchObject({ from: 'orders@2', to: 'orders@2.2' });
    expect(counts.length).toBeGreaterThan(10);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(await stateOf('orders@2')).toBe('retired');
    // The live projector goes on with the new build.
    await eventually('the new build follows', async () => (await behind()) === 0);
    expect(await verifyAgainstLog(stack.access, 'orders')).toMatchObject({ equal: true });
  });

  test('announces nothing, and from the switch on announces what the one before it would have', async () => {
    const announced = async (): Promise<readonly string[]> =>
      (await waitingChanges(stack.access.projector, 1_000))
        .flatMap(({ changes }) => changes)
        .filter(({ subject }) => subject.startsWith('evt.order.'))
        .map(({ messageId }) => messageId.split('/').slice(1).join('/'));
    await stack.access.projector`delete from read_models.change_feed`;
    await rebuild('orders');
    await compareShadow(stack.access, 'orders');
    expect(await announced()).toEqual([]);
    await trade();
    await switchBuilds(stack.access, 'orders');
    await trade();
    await eventually('the switch is behind', async () => (await behind()) === 0);
    const ids = await announced();
    expect(new Set(ids).size).toBe(ids.length);
    const [changed] = await stack.reader<{ n: number }[]>`
      select count(*)::int as n from read_models.orders
      where position > (select max(position) from read_models.orders) - 1`;
    expect(ids.length).toBeGreaterThanOrEqual(changed?.n ?? Infinity);
  });

  test('has its followers begin anew, who may have passed rows that only it has (I9)', async () => {
    const { db } = new ReadModels(stack.reader);
    const positions = followTable(db, FOLLOWED_POSITIONS, 'alice');
    const look = (place?: ChangePlace) =>
      readChanges(positions, place, { isBack: true, see: async () => undefined });
    const { place } = await look();
    expect(await look(place)).toMatchObject({ kind: 'CHANGE', rows: [] });
    await rebuild('positions');
    expect(await look(place)).toMatchObject({ kind: 'CHANGE', rows: [] });
    await switchBuilds(stack.access, 'positions');
    expect(await look(place)).toMatchObject({ kind: 'RESYNC' });
    const again = await look();
    expect(again).toMatchObject({ kind: 'SNAPSHOT', rows: [{ positionId: 'alice/X' }] });
    expect((await look(again.place)).kind).toBe('CHANGE');
  });

  test('goes on where it was after it was killed', async () => {
    const { eventStoreUrl } = stack.write;
    const { ownerUrl, projectorUrl } = stack.stores;
    const child = spawn(
      process.execPath,
      [CHILD, 'trades', '2000', eventStoreUrl, ownerUrl, projectorUrl],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const half = (await listBuilds(stack.access.owner)).find(({ state }) => state === 'shadow');
    expect(half?.position).toBeGreaterThan(-1n);
    expect(half?.facts).toBeLessThan(BigInt(commands));
    // A table without secondary indexes yet: the key of the whole and of its month.
    expect(await indexesOf(half?.name ?? '')).toHaveLength(2);
    const { build, complete } = await rebuild('trades');
    expect({ build, complete }).toEqual({ build: half?.name, complete: true });
    await indexesEqualThoseInForce(build);
    expect(await compareShadow(stack.access, 'trades')).toMatchObject({ equal: true });
  });

  test.each(['orders', 'audit_log'])(
    '%s: what a rebuild that was stopped half way has not made, comparing and switching make',
    async (name) => {
      const { build, complete } = await rebuild(name, 1_000, AbortSignal.timeout(700));
      expect(complete).toBe(false);
      expect((await indexesOf(build)).every((index) => index.includes('UNIQUE'))).toBe(true);
      expect(await compareShadow(stack.access, name)).toMatchObject({ equal: true });
      await indexesEqualThoseInForce(build);
      // Once is enough: what is there is not made again.
      await makePostponedIndexes(stack.access.owner, build);
      await indexesEqualThoseInForce(build);
      await dropBuild(stack.access.owner, build);

      const builds = await listBuilds(stack.access.owner);
      const active = builds.find((one) => one.projection === name && one.state === 'active');
      const before = await indexesOf(active?.name ?? '');
      const again = await rebuild(name, 1_000, AbortSignal.timeout(700));
      await switchBuilds(stack.access, name);
      expect(await indexesOf(again.build)).toEqual(before);
    },
  );

  test('a fact that is told to be the first of its key and is not: the row is what it would be live', async () => {
    const { build } = await rebuild('orders');
    const projector = new PostgresProjector(stack.access.projector, [projectionOf('orders')], {
      shadow: build,
    });
    await projector.takeOver();
    const position = projector.position;
    const twice = (n: number): readonly RecordedFact[] =>
      recorded([accepted(5_000_000, 'alice', 'SELL', BigInt(n), 1_000_000n)]).map((fact) => ({
        ...fact,
        position: position + BigInt(n),
      }));
    for (const n of [1, 2, 3])
      await projector.apply({ facts: twice(n), position: position + BigInt(n) });
    const [row] = await stack.access.owner.unsafe<{ quantity: string }[]>(
      `select quantity from read_models.${buildTable(build)} where order_id = '${id(5_000_000)}'`,
    );
    expect(row?.quantity).toBe('3');
  });

  test('a fact that cannot be stored stops it, with nothing of its batch', async () => {
    const { build } = await rebuild('orders');
    const projector = new PostgresProjector(stack.access.projector, [projectionOf('orders')], {
      shadow: build,
    });
    await projector.takeOver();
    const { position } = projector;
    const facts = recorded([
      accepted(5_000_001, 'alice', 'SELL', 1n, 1_000_000n),
      accepted(5_000_002, 'a\0b', 'SELL', 1n, 1_000_000n),
    ]).map((fact, i) => ({ ...fact, position: position + 1n + BigInt(i) }));
    await expect(projector.apply({ facts, position: position + 2n })).rejects.toMatchObject({
      code: 'REBUILD_STOPPED',
    });
    expect(await compareShadow(stack.access, 'orders')).toMatchObject({ equal: true });
  });

  test('stops at a signal, at the rate that was asked for', async () => {
    const signal = AbortSignal.timeout(1_500);
    const { complete } = await rebuild('accounts', 1_000, signal);
    expect(complete).toBe(false);
    const [shadow] = (await listBuilds(stack.access.owner)).filter(
      ({ state }) => state === 'shadow',
    );
    expect(shadow?.facts).toBeGreaterThan(0n);
    expect(shadow?.facts).toBeLessThan(3_000n);
  });
});

describe('comparing', () => {
  test('finds a row that differs, one that is missing and one too many', async () => {
    const { build } = await rebuild('positions');
    const table = `read_models.${build.replace('@', '_v').replace('.', '_')}`;
    const { owner } = stack.access;
    await owner.unsafe(`insert into ${table} (position_id, account_id, instrument_id, quantity, reserved, cost,
        realised, position)
      values ('eve/X', 'eve', 'X', 0, 0, 0, 0, 0)`);
    await owner.unsafe(`update ${table} set quantity = quantity + 1 where position_id = 'alice/X'`);
    await owner.unsafe(`delete from ${table} where position_id = 'bob/X'`);
    expect(await compareShadow(stack.access, 'positions')).toMatchObject({
      equal: false,
      differing: ['alice/X', 'bob/X', 'eve/X'],
    });
  });

  test('with the log finds a changed row of the build in force', async () => {
    const { owner } = stack.access;
    const table = (await listBuilds(owner)).find(
      ({ projection, state }) => projection === 'orders' && state === 'active',
    )?.table;
    const change = async (by: number): Promise<readonly string[]> => {
      const [row] = await owner.unsafe<{ order_id: string }[]>(
        `update read_models.${table} set executed = executed + ${by}
         where order_id = (select min(order_id::text)::uuid from read_models.${table}) returning order_id`,
      );
      return [row?.order_id ?? ''];
    };
    const differing = await change(1);
    expect(await verifyAgainstLog(stack.access, 'orders')).toMatchObject({
      equal: false,
      differing,
    });
    await change(-1);
    expect(await verifyAgainstLog(stack.access, 'orders')).toMatchObject({ equal: true });
  });

  test('tells of facts that are left out, instead of calling equal what lacks them', async () => {
    const { owner } = stack.access;
    const build = (await listBuilds(owner)).find(
      ({ projection, state }) => projection === 'orders' && state === 'active',
    )?.name;
    // A type that this program does not know must not keep it from telling.
    await owner`insert into read_models.dead_letters
        (build, key, position, batch_index, entry_index, stream, at, command_id, principal, type, data, error, state)
      values (${build ?? ''}, ${id(2)}, 1, 0, 0, 'trading-0', 1, ${id(2)}, 'p', 'OrderExploded', '{}', 'unknown', 'skipped')`;
    const lacking = { equal: false, deadLetters: 1, differing: [] };
    expect(await verifyAgainstLog(stack.access, 'orders')).toMatchObject(lacking);
    await underLoad(async () => {
      await rebuild('orders');
      expect(await compareShadow(stack.access, 'orders')).toMatchObject(lacking);
    });
    await owner`delete from read_models.dead_letters`;
    expect(await verifyAgainstLog(stack.access, 'orders')).toMatchObject({ equal: true });
  });
});

describe('refused', () => {
  test('switching without a shadow', async () => {
    await expect(switchBuilds(stack.access, 'orders')).rejects.toThrow(/has no shadow/);
  });

  test('dropping the build that readers see, or one that is not there', async () => {
    await expect(dropBuild(stack.access.owner, 'trades@3')).rejects.toThrow(/in force/);
    await expect(dropBuild(stack.access.owner, 'trades@9')).rejects.toThrow(/no build trades@9/);
  });

  test('a read model that nobody knows', () => {
    expect(() => projectionOf('nonsense')).toThrow(/no read model nonsense; there are instruments/);
  });
});
