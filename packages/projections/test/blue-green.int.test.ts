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
import { id, story } from './story.ts';
import { waitingChanges } from '../src/postgres/change-feed.ts';

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
    },
  );

  test('is put in force without a gap for readers, who never see less than before', async () => {
    const { result, counts } = await underLoad(async () => {
      await rebuild('orders');
      const switched = await switchBuilds(stack.access, 'orders');
      for (let i = 0; i < 5; i++) await trade();
      return switched;
    });
    expect(result).toMatchObject({ from: 'orders@1', to: 'orders@1.2' });
    expect(counts.length).toBeGreaterThan(10);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(await stateOf('orders@1')).toBe('retired');
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
    const { build, complete } = await rebuild('trades');
    expect({ build, complete }).toEqual({ build: half?.name, complete: true });
    expect(await compareShadow(stack.access, 'trades')).toMatchObject({ equal: true });
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
    await expect(dropBuild(stack.access.owner, 'trades@2')).rejects.toThrow(/in force/);
    await expect(dropBuild(stack.access.owner, 'trades@9')).rejects.toThrow(/no build trades@9/);
  });

  test('a read model that nobody knows', () => {
    expect(() => projectionOf('nonsense')).toThrow(/no read model nonsense; there are instruments/);
  });
});
