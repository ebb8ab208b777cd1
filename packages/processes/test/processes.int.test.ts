import { setTimeout as sleep } from 'node:timers/promises';
import { CommandClient } from '@bellwether/client';
import type { Commands } from '@bellwether/commands';
import { formatDecimal, type AccountId } from '@bellwether/domain';
import { factsOf } from '@bellwether/projections/facts';
import { eventually, rounds, startWriteStack, type WriteStack } from '@bellwether/testkit';
import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ParkedAnswer } from '../src/index.ts';
import { TwoInstances } from './support/two-instances.ts';
import { POISON } from './support/welcome.ts';
import { startWriteSide } from './support/write-side.ts';

const KILLS = rounds(6, 40);

let stack: WriteStack;
let commands: Commands;
let client: CommandClient;
let ops: NatsConnection;
let bots: NatsConnection;
let instances: TwoInstances;

beforeAll(async () => {
  stack = await startWriteStack();
  commands = await startWriteSide(stack);
  client = new CommandClient({ connection: await stack.connectAs('cli'), user: 'cli' });
  ops = await stack.connectAs('ops');
  bots = await stack.connectAs('bots');
  instances = new TwoInstances(stack, 'welcome');
});

afterAll(async () => {
  instances.stop();
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
    await instances.killAround(KILLS);
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
    instances.killBoth();
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
    // An instance that has just started has to read up to the fact first.
    await eventually('it is given up', async () => {
      const answer = await asked('drop', 'account-poison');
      if (answer.ok) expect(answer.parked).toMatchObject([{ type: 'AccountOpened' }]);
      else expect(answer.message).toContain('has just started');
      return answer.ok;
    });
    expect(await asked('retry', 'account-poison')).toEqual({ ok: true, parked: [] });
    expect((await greetings()).get(POISON)).toEqual(['2.00']);
  });
});
