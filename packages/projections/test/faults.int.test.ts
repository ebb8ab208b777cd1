import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectClickHouse } from '@bellwether/platform/click-house';
import { connectEventStore, disposeEventStore } from '@bellwether/platform/event-store';
import { connectPostgres } from '@bellwether/platform/postgres';
import { connectRedis } from '@bellwether/platform/redis';
import { generateKeyPair, Signer } from '@bellwether/platform/signing';
import {
  eventually,
  quiet,
  startClickHouseServer,
  startTcpProxy,
  type TcpProxy,
} from '@bellwether/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Projections, readLog, ReadModelAudit } from '../src/index.ts';
import { buildTable } from '../src/stores/postgres/builds.ts';
import { PROJECTIONS } from '../src/capabilities/capabilities.ts';
import { ReadModels } from '../src/read-model.ts';
import { marketFacts, MARKET_OPENING } from './market-facts.ts';
import { appendFacts, startProjectionStack, type ProjectionStack } from './projection-stack.ts';

// The whole read side on real servers, a market that goes on, and one fault after another. After each: nothing lost,
// nothing twice, in no store (I5), and at no moment a row without its checkpoint (I6).

const COMMANDS_PER_BATCH = 50;
/** An hour ago: rows of long ago would be removed by their retention. */
const START = BigInt(Date.now()) * 1_000_000n - 3_600_000_000_000n;

let stack: ProjectionStack;
let house: Awaited<ReturnType<typeof startClickHouseServer>>;
let wire: TcpProxy;
let service: Service;
let commands = 0;
let appended = 0;

interface Service {
  /** Codes of the failures that it cannot get over by itself. */
  readonly failures: string[];
  stop(): Promise<void>;
}

beforeAll(async () => {
  stack = await startProjectionStack();
  house = await startClickHouseServer(stack.write.directory);
  wire = await startTcpProxy(Number(new URL(stack.write.eventStoreUrl).port));
  await appendFacts(stack.client, [{ n: 9_999_999, facts: MARKET_OPENING, at: START }]);
  appended += MARKET_OPENING.length;
  service = await startService();
  await caughtUpAndEqual();
}, 60_000);

afterAll(async () => {
  await service.stop();
  await wire.stop();
  await house.stop();
  await stack.stop();
});

/** The read side as the process has it; its connection to the event store goes through a wire that can be cut. */
async function startService(): Promise<Service> {
  const eventStore = connectEventStore(stack.write.eventStoreUrl.replace(/:\d+/, `:${wire.port}`));
  const sql = connectPostgres({ url: stack.stores.projectorUrl, name: 'service', connections: 8 });
  const clickHouse = connectClickHouse(house.projectionsUrl, 'service');
  const redis = connectRedis(stack.stores.redisUrl('projections'), 'service', quiet);
  const nats = await stack.write.connectAs('projections');
  const failures: string[] = [];
  const projections = new Projections({
    eventStore,
    sql,
    clickHouse,
    redis,
    nats,
    auditor: new Signer(generateKeyPair().privateKey),
    logger: quiet,
    onFailure: (error) =>
      failures.push((error as { readonly code?: string }).code ?? error.message),
  });
  projections.start();
  return {
    failures,
    async stop() {
      await projections.stop();
      redis.disconnect();
      await Promise.all([
        clickHouse.close(),
        sql.end({ timeout: 1 }),
        disposeEventStore(eventStore),
      ]);
    },
  };
}

async function trade(): Promise<void> {
  const entries = Array.from({ length: COMMANDS_PER_BATCH }, () => {
    commands += 1;
    return { n: commands, facts: marketFacts(commands), at: START + BigInt(commands) * 1_000_000n };
  });
  await appendFacts(stack.client, entries);
  appended += entries.reduce((sum, { facts }) => sum + facts.length, 0);
}

/** Trades until `work` has ended, and some more. */
async function whileTrading(work: () => Promise<void>): Promise<void> {
  let running = true;
  const trading = (async () => {
    while (running) {
      await trade();
      await sleep(20);
    }
  })();
  try {
    await work();
  } finally {
    running = false;
    await trading;
  }
  await trade();
}

/** No row is ahead of its checkpoint: looked at in one snapshot, at any moment. */
async function rowsAndCheckpointsAgree(): Promise<void> {
  await stack.access.owner.begin('isolation level repeatable read read only', async (snapshot) => {
    const builds = await snapshot<{ name: string; position: string }[]>`
      select name, position from read_models.checkpoints where state = 'active'`;
    expect(new Set(builds.map(({ position }) => position)).size).toBe(1);
    for (const { name, position } of builds) {
      const [row] = await snapshot.unsafe<{ last: string | null }[]>(
        `select max(position) as last from read_models.${buildTable(name)}`,
      );
      expect(BigInt(row?.last ?? -1)).toBeLessThanOrEqual(BigInt(position));
    }
  });
}

async function caughtUpAndEqual(): Promise<void> {
  const audit = new ReadModelAudit();
  let head = -1n;
  for await (const facts of readLog(stack.client)) {
    audit.add(facts);
    head = facts[0]?.position ?? head;
  }
  const readModels = new ReadModels(stack.reader);
  await eventually(
    'Postgres is there',
    () => readModels.reached(head, 500).catch(() => false),
    60_000,
  );
  await rowsAndCheckpointsAgree();
  expect(
    (await audit.compare(stack.reader, () => readLog(stack.client))).filter(
      ({ differing, deadLetters }) => differing.length + deadLetters > 0,
    ),
  ).toEqual([]);
  await eventually(
    'ClickHouse is there',
    async () => (await clickHouseFacts())[0] === appended,
    60_000,
  );
  expect(await clickHouseFacts()).toEqual([appended, appended]);
}

/** Rows of the table of facts, and different ones among them. */
async function clickHouseFacts(): Promise<readonly number[]> {
  const client = connectClickHouse(house.analystUrl, 'test');
  try {
    const result = await client.query({
      query: 'select count(), uniqExact(position, batch_index) from bellwether.facts',
      format: 'JSONCompactEachRow',
    });
    return ((await result.json<(number | string)[]>())[0] ?? []).map(Number);
  } catch {
    return [-1, -1];
  } finally {
    await client.close();
  }
}

/** Every statement that writes orders takes so long. */
async function slowOrders(seconds: number, work: () => Promise<void>): Promise<void> {
  const { owner } = stack.access;
  await owner.unsafe(`
    create function read_models.slow() returns trigger language plpgsql as $$
    begin perform pg_sleep(${seconds}); return null; end $$;
    create trigger slow after insert on read_models.orders_v2 for each statement
      execute function read_models.slow()`);
  try {
    await work();
  } finally {
    await owner.unsafe(
      'drop trigger slow on read_models.orders_v2; drop function read_models.slow()',
    );
  }
}

test('Postgres slow: what comes in meanwhile is applied in large batches', async () => {
  await whileTrading(() => slowOrders(0.3, () => sleep(1_500)));
  await caughtUpAndEqual();
});

test('Postgres held up by a lock: the projector waits, and goes on', async () => {
  await whileTrading(async () => {
    await stack.access.owner.begin(async (holding) => {
      await holding`lock table read_models.orders_v2 in exclusive mode`;
      await sleep(1_500);
    });
  });
  await caughtUpAndEqual();
});

test('a transaction aborted half way: neither its rows nor its checkpoint are there, and it is done again', async () => {
  await whileTrading(() =>
    slowOrders(0.5, async () => {
      for (let aborted = 0; aborted < 3;) {
        const killed = await stack.access.projector`
          select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = 'service' and state = 'active' and query like 'insert into read_models.orders%'`;
        aborted += killed.length;
        await rowsAndCheckpointsAgree();
        await sleep(50);
      }
    }),
  );
  await caughtUpAndEqual();
});

test('Postgres killed and started again', async () => {
  await whileTrading(async () => {
    await sleep(200);
    await stack.stores.postgres.kill();
    await sleep(500);
    await stack.stores.postgres.start();
  });
  await caughtUpAndEqual();
});

test('ClickHouse hung, killed and started again in the middle of writing', async () => {
  await whileTrading(async () => {
    house.server.pause();
    await sleep(1_000);
    house.server.resume();
    await sleep(300);
    await house.server.kill();
    await sleep(300);
    await house.server.start();
  });
  await caughtUpAndEqual();
});

test('Redis killed: nothing but the cache is behind', async () => {
  await whileTrading(async () => {
    await stack.stores.redis.kill();
    await sleep(500);
    await stack.stores.redis.start();
  });
  await caughtUpAndEqual();
});

test('the subscription dropped, again and again', async () => {
  await whileTrading(async () => {
    for (let cuts = 0; cuts < 10; cuts++) {
      wire.cut();
      await sleep(150);
    }
  });
  await caughtUpAndEqual();
});

test('the event store killed and started again', async () => {
  await trade();
  await stack.write.eventStore.kill();
  await sleep(300);
  await stack.write.eventStore.start();
  await eventually(
    'it takes facts again',
    () =>
      trade().then(
        () => true,
        () => false,
      ),
    30_000,
  );
  await caughtUpAndEqual();
});

test('two projectors at once: the first is fenced and says so, the second goes on alone', async () => {
  const first = service;
  await whileTrading(async () => {
    service = await startService();
    await eventually('the first is fenced', () => first.failures.length === 2, 30_000);
  });
  expect(first.failures).toEqual(['PROJECTOR_FENCED', 'PROJECTOR_FENCED']);
  await first.stop();
  await caughtUpAndEqual();
  expect(service.failures).toEqual([]);
});

test('a log that has lost its end: the projectors stop, keep what they have, and say what to do', async () => {
  const rows = async (): Promise<unknown> =>
    Promise.all(
      PROJECTIONS.map(({ name }) =>
        stack.reader.unsafe(`select count(*), max(position) from read_models.${name}`),
      ),
    );
  const before = await rows();
  await stack.write.eventStore.kill();
  rmSync(join(stack.write.directory, 'event-store'), { recursive: true });
  await stack.write.eventStore.start();
  // Noticed when the connection is there again …
  await eventually('both sinks stop', () => service.failures.length === 2, 30_000);
  expect(service.failures).toEqual(['JOURNAL_TRUNCATED', 'JOURNAL_TRUNCATED']);
  await service.stop();
  // … and at every start, also once there are other facts.
  await appendFacts(stack.client, [{ n: 1, facts: MARKET_OPENING, at: START }]);
  service = await startService();
  await eventually('it stops', () => service.failures.includes('JOURNAL_TRUNCATED'), 30_000);
  expect(await rows()).toEqual(before);
});
