import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandClient } from '@bellwether/client';
import { CommandMetrics, startCommands, type Commands } from '@bellwether/commands';
import { formatDecimal, type AccountId } from '@bellwether/domain';
import { createInlineEngine } from '@bellwether/engine';
import { createRegistry } from '@bellwether/platform';
import { factsOf } from '@bellwether/projections/facts';
import {
  eventually,
  quiet,
  rounds,
  startWriteStack,
  TEST_PASSWORD,
  type WriteStack,
} from '@bellwether/testkit';
import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ParkedAnswer } from '../src/index.ts';
import { POISON, PRINCIPALS } from './support/welcome.ts';

const CHILD = fileURLToPath(new URL('./support/welcome-child.ts', import.meta.url));
const KILLS = rounds(6, 40);

let stack: WriteStack;
let commands: Commands;
let client: CommandClient;
let ops: NatsConnection;
let bots: NatsConnection;
let isOver = false;
const instances = new Map<string, ChildProcess>();

/** Two instances, each started again whenever it ends. */
function start(instance: string): void {
  const args = [CHILD, instance, stack.natsUrl, TEST_PASSWORD, stack.eventStoreUrl];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  instances.set(instance, child);
  child.once('exit', () => {
    if (!isOver) start(instance);
  });
}

beforeAll(async () => {
  stack = await startWriteStack();
  commands = await startCommands({
    eventStore: stack.eventStoreClient(),
    signer: stack.signer,
    nats: await stack.connectAs('commands'),
    createEngine: () => Promise.resolve(createInlineEngine({ orderCapacity: 1_024 })),
    partition: 0,
    instance: 'test',
    leaseTtlMs: 1_000,
    snapshots: undefined,
    principals: PRINCIPALS,
    logger: quiet,
    metrics: new CommandMetrics(createRegistry('test')),
    onFailure: (error) => {
      throw error;
    },
  });
  await commands.serving;
  client = new CommandClient({ connection: await stack.connectAs('cli'), user: 'cli' });
  ops = await stack.connectAs('ops');
  bots = await stack.connectAs('bots');
  start('one');
  start('two');
});

afterAll(async () => {
  isOver = true;
  for (const child of instances.values()) child.kill('SIGKILL');
  await commands.stop();
  await stack.stop();
});

const open = async (accountId: string): Promise<void> => {
  const outcome = await client.openAccount({ accountId: accountId as AccountId });
  expect(outcome).toMatchObject({ status: 'accepted' });
};

/** What was paid into each account, by the raw log. */
async function greetings(): Promise<ReadonlyMap<string, readonly string[]>> {
  const paid = new Map<string, string[]>();
  const store = stack.eventStoreClient();
  for await (const { event } of store.readAll())
    for (const { fact } of event === undefined ? [] : await factsOf(event, store))
      if (fact.type === 'CashDeposited') {
        const { accountId, amount } = fact.data;
        paid.set(accountId, [...(paid.get(accountId) ?? []), formatDecimal(amount)]);
      }
  return paid;
}

async function asked(
  verb: string,
  key = '',
  connection = ops,
  user = 'ops',
): Promise<ParkedAnswer> {
  const subject = `cmd.process.${verb}.welcome.${user}`;
  return (await connection.request(subject, key, { timeout: 1_000 })).json<ParkedAnswer>();
}

describe('two instances of the process managers', () => {
  test(`react to every fact once, though one or the other is killed ${KILLS} times`, async () => {
    const accounts: string[] = [];
    const stop = new AbortController();
    const opening = (async () => {
      while (!stop.signal.aborted) {
        const accountId = `account-${accounts.length + 1}`;
        await open(accountId);
        accounts.push(accountId);
        await sleep(20);
      }
    })();
    for (let n = 0; n < KILLS; n++) {
      await sleep(400 + ((n * 7_919) % 7) * 100);
      instances.get(n % 2 === 0 ? 'one' : 'two')?.kill('SIGKILL');
    }
    stop.abort();
    await opening;
    await eventually(
      'everybody is greeted',
      async () => (await greetings()).size === accounts.length,
      20_000,
    );
    // Time for a second greeting, if there were one: both instances have looked at everything again by then.
    await sleep(1_000);
    const wanted = new Map(accounts.map((accountId) => [accountId, ['1.00']]));
    expect(await greetings()).toEqual(wanted);
    expect(accounts.length).toBeGreaterThan(KILLS);
  }, 120_000);
});

describe('a fact that a process manager cannot bear', () => {
  test('is put aside with what comes behind it under its key, and all others go on', async () => {
    await open(POISON);
    await client.send({
      type: 'SetRiskLimits',
      data: { accountId: POISON as AccountId, limits: {} },
    });
    await open('after-poison');
    await eventually(
      'the others go on',
      async () => (await greetings()).has('after-poison'),
      20_000,
    );
    await eventually('both are parked', async () => {
      const answer = await asked('list');
      return answer.ok && answer.parked.length === 2;
    });
    expect(await asked('list')).toMatchObject({
      parked: [
        {
          process: 'welcome',
          key: 'account-poison',
          type: 'AccountOpened',
          error: 'cannot bear it',
        },
        { process: 'welcome', key: 'account-poison', type: 'RiskLimitsSet' },
      ],
    });
    expect((await greetings()).has(POISON)).toBe(false);
  });

  test('stays where trying again fails, and says why', async () => {
    expect(await asked('retry', 'account-poison')).toEqual({
      ok: false,
      code: 'NOT_DONE',
      message: 'cannot bear it',
    });
    expect(await asked('retry', 'account-nobody')).toMatchObject({ code: 'UNKNOWN_FACT' });
  });

  test('is still there after a kill of the instance that acts', async () => {
    for (const child of instances.values()) child.kill('SIGKILL');
    await eventually(
      'an instance acts again',
      async () => {
        const answer = await asked('list').catch(() => undefined);
        return answer?.ok === true && answer.parked.length === 2;
      },
      20_000,
    );
  });

  test('is given up by who may, and what waits behind it goes on', async () => {
    expect(await asked('drop', 'account-poison', bots, 'bots')).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await asked('drop', 'account-poison')).toMatchObject({
      ok: true,
      parked: [{ type: 'AccountOpened' }],
    });
    expect(await asked('retry', 'account-poison')).toEqual({ ok: true, parked: [] });
    expect((await greetings()).get(POISON)).toEqual(['2.00']);
  });
});
