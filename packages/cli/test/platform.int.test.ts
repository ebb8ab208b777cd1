import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadSecrets } from '@bellwether/local';
import { eventually } from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Verification } from '../src/verify/verify.ts';
import { Cli, freePortBlock, type CliResult, type CliRun, type Status } from './cli.ts';
import { cashCases } from './cash-cases.ts';
import { derivativesCases } from './derivatives-cases.ts';
import { closedTerminalCase, restartCases } from './ending-cases.ts';
import { equalIdCases } from './equal-id-cases.ts';
import { explainCases } from './explain-cases.ts';
import { feedCases } from './feed-cases.ts';
import { forgeryCases } from './forgery-cases.ts';
import { messageCases } from './message-cases.ts';
import { portfolioCases } from './portfolio-cases.ts';
import { readSideCases } from './read-side-cases.ts';
import { rebalanceCases } from './rebalance-cases.ts';
import { refusedImports, writeRefusedImports } from './refused-imports.ts';
import { syntheticDay } from './synthetic-day.ts';
import { complianceCases } from './compliance-cases.ts';
import { settlementCases } from './settlement-cases.ts';
import { tradeCases } from './trade-cases.ts';
import { surveillanceCases } from './surveillance-cases.ts';
import { verifyCases } from './verify-cases.ts';

// The platform as a user runs it: every server and service a process of its own, driven through the command line.

interface Imported {
  readonly rows: number;
  readonly commands: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly lost: number;
  readonly duplicated: number;
  readonly trades: number;
  readonly executions: { readonly executions: number; readonly atFilePrice: number };
}
const ROWS = 3_000;
const directory = mkdtempSync(join(tmpdir(), 'bellwether-platform-'));
const day = join(directory, 'day.zip');
let cli: Cli;
let port: number;

beforeAll(async () => {
  port = await freePortBlock();
  cli = new Cli(join(directory, 'data'), port);
  writeFileSync(day, syntheticDay(ROWS, 7));
  writeRefusedImports(directory);
});

afterAll(async () => {
  cli.close();
  await cli.run('down');
  rmSync(directory, { recursive: true, force: true });
});

const status = (): Promise<Status> => cli.json<Status>('status');
/** Asks the gateway as a client would. */
async function graphql<T>(query: string, variables: object = {}): Promise<T> {
  const { gatewayToken } = loadSecrets(join(directory, 'data'));
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${gatewayToken}` },
    body: JSON.stringify({ query, variables }),
  });
  return ((await response.json()) as { data: T }).data;
}

/** Orders of an import are looked for this often, ms: each look is a question to the gateway that is tested. */
const LOOK_EVERY_MS = 100;
/** How long an import may take to be under way, ms: on a machine that compiles it for the first time its start alone is seconds. */
const UNDER_WAY_MS = 30_000;

/** Waits until an import is well under way. @throws Error with what it has said where it is not, or has ended. */
async function untilOrders(importing: CliRun, symbol: string, count: number): Promise<void> {
  let ended: CliResult | undefined;
  void importing.result.then((result) => (ended = result));
  const look = async (): Promise<boolean> => {
    if (ended !== undefined) throw new Error(`the import ended with ${ended.status}`);
    await sleep(LOOK_EVERY_MS);
    // Nothing where it is asked too often: then it is asked again.
    const found = await graphql<{ orders: { orders: unknown[] } } | null>(
      `{ orders(accountId: "lobster-${symbol}-makers", first: ${count}) { orders { id } } }`,
    );
    return found?.orders.orders.length === count;
  };
  try {
    await eventually(`${count} orders in ${symbol}`, look, UNDER_WAY_MS);
  } catch (error) {
    throw new Error(`${(error as Error).message}: ${importing.messages()}`, { cause: error });
  }
}

const pidOf = async (name: string): Promise<number> =>
  (await status()).units.find((unit) => unit.name === name)?.pid ?? 0;

describe('starting', () => {
  test('without anything running, status says so and how to start', async () => {
    const result = await cli.run('status');
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('bellwether up');
  });

  test('doctor finds nothing missing', async () => {
    const checks = await cli.json<{ ok: boolean; name: string }[]>('doctor');
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  test('up brings every server and service to health', async () => {
    await cli.json('up', '--detach');
    const { ready, units } = await status();
    expect(ready).toBe(true);
    expect(units.map(({ name, state }) => `${name} ${state}`).toSorted()).toEqual(
      [
        'clickhouse',
        'commands',
        'demo',
        'event-store',
        'gateway',
        'market-data',
        'nats',
        'postgres',
        'processes',
        'projections',
        'redis',
      ].map((name) => `${name} healthy`),
    );
  });

  test('a second one on the same directory is refused', async () => {
    const second = await cli.run('up', '--headless');
    expect(second.status).toBe(1);
    expect(second.stderr).toMatch(/already running here/);
  });
});

describe('a day of orders through the public door', () => {
  test('survives the commands process being killed in the middle', async () => {
    const importing = cli.start(
      '--json',
      'import',
      'lobster',
      day,
      '--symbol',
      'KILL',
      '--rate',
      '1000',
    );
    await untilOrders(importing, 'KILL', 100);
    const before = await pidOf('commands');
    process.kill(before, 'SIGKILL');
    const { status: code, stdout, stderr } = await importing.result;
    expect(code, stderr).toBe(0);
    const imported = JSON.parse(stdout) as Imported;
    expect(imported).toMatchObject({ rows: ROWS, lost: 0, duplicated: 0 });
    expect(imported.executions.executions).toBeGreaterThan(300);
    expect(imported.executions.atFilePrice).toBe(imported.executions.executions);
    await eventually(
      'everything is healthy again',
      async () => (await cli.run('status')).status === 0,
    );
    expect(await pidOf('commands')).not.toBe(before);
  });

  test('sent again changes nothing: every command is a duplicate', async () => {
    const again = await cli.json<Imported>('import', 'lobster', day, '--symbol', 'KILL');
    expect(again.outcomes).toEqual({ duplicate: again.commands });
    expect(again).toMatchObject({ lost: 0, duplicated: 0 });
  });

  test('interrupted and started again goes on where it was', async () => {
    const importing = cli.start('import', 'lobster', day, '--symbol', 'STOP', '--rate', '1000');
    await untilOrders(importing, 'STOP', 100);
    importing.interrupt();
    expect((await importing.result).status).not.toBe(0);
    const resumed = await cli.json<Imported>('import', 'lobster', day, '--symbol', 'STOP');
    expect(resumed.outcomes['duplicate']).toBeGreaterThan(0);
    expect(resumed.outcomes['accepted']).toBeGreaterThan(0);
    expect(resumed).toMatchObject({ lost: 0, duplicated: 0 });
  });

  test.each(refusedImports(directory))(
    '%s is refused with the reason',
    async (_what, args, reason) => {
      const result = await cli.run('import', 'lobster', ...args);
      expect(result.status).not.toBe(0);
      expect(result.stderr).toMatch(reason);
      expect(result.stderr).not.toMatch(/ at .*\.ts:/);
    },
  );
});

readSideCases({ cli: () => cli, directory, port: () => port, graphql, rows: ROWS });

messageCases(() => cli);
portfolioCases(() => cli, directory);
rebalanceCases(() => cli);
derivativesCases(() => cli, graphql);
tradeCases(() => cli);
cashCases(() => cli, graphql);
feedCases(() => cli, directory);
complianceCases(() => cli, directory);
settlementCases(() => cli, directory, pidOf);
surveillanceCases(() => cli, graphql, pidOf, directory);
equalIdCases({ directory: join(directory, 'data'), port: () => port });
const installation = { cli: () => cli, directory: join(directory, 'data'), port: () => port };
explainCases(installation);
verifyCases({ ...installation, symbol: 'KILL' });

describe('afterwards', () => {
  test('every invariant holds, while the market goes on', async () => {
    const { ok, checks } = await cli.json<Verification>('verify');
    expect(checks.flatMap(({ violations }) => violations)).toEqual([]);
    expect(ok).toBe(true);
    expect([...new Set(checks.map(({ id }) => id))]).toEqual([
      'I1',
      'I2',
      'I3',
      'I4',
      'I13',
      'I15',
      'I17',
      'I18',
      'I5',
      'I6',
      'I16',
      'I7',
      'I14',
    ]);
  });

  test('an order’s story can be read, and GraphQL tells the same', async () => {
    interface Told {
      readonly id: string;
      readonly executed: string;
      readonly status: string;
    }
    const { orders } = await graphql<{ orders: { orders: Told[] } }>(`
      {
        orders(accountId: "lobster-KILL-takers", status: [EXECUTED, SETTLED], first: 1) {
          orders {
            id
            executed
            status
          }
        }
      }
    `);
    const [order] = orders.orders;
    expect(order?.status).toMatch(/^(EXECUTED|SETTLED)$/);
    const story = await cli.json<{ fact: string; data: { quantity: string } }[]>(
      'explain',
      order?.id ?? '',
    );
    expect(story[0]?.fact).toBe('OrderAccepted');
    const executed = story
      .filter(({ fact }) => fact === 'TradeExecuted')
      .reduce((sum, line) => sum + Number(line.data.quantity), 0);
    expect(`${executed}`).toBe(order?.executed);
    const unknown = await cli.run('explain', '00000000-0000-7000-8000-000000000000');
    expect(unknown.stderr).toMatch(/nothing is known/);
  });

  test('ClickHouse answers questions, and takes nothing else', async () => {
    const asked = await cli.run(
      'sql',
      '--format',
      'lines',
      'select count() > 0 as some from bellwether.trades; select 2 as two',
    );
    expect(asked.stdout).toBe('{"some":1}\n{"two":2}\n');
    const refused = await cli.run('sql', 'drop table bellwether.trades');
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toMatch(/readonly mode/);
  });
});

restartCases({ cli: () => cli, directory: join(directory, 'data') });
forgeryCases({ cli: () => cli, directory: join(directory, 'data'), port: () => port });
closedTerminalCase({ cli: () => cli, directory: join(directory, 'data') });
