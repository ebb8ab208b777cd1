import { CommandClient } from '@bellwether/client';
import {
  parseDecimal,
  type AccountId,
  type Command,
  type CommandId,
  type InstrumentId,
  type OrderId,
} from '@bellwether/domain';
import { newId } from '@bellwether/platform/runtime';
import { eventually, rounds, startWriteStack, type WriteStack } from '@bellwether/testkit';
import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { natsLeaseKey } from '../src/ownership/nats-lease-key.ts';
import { Random } from './simulation/random.ts';
import { openingCommands } from './simulation/workload.ts';
import { CommandProcess } from './support/command-process.ts';
import { History } from './support/history.ts';

/** Set to repeat a run: the moments of the kills and the commands follow from it. */
const SEED = Number(process.env['CRASH_SEED'] ?? 20_260_105);
const KILLS = rounds(10, 100);
const LEASE_TTL_MS = 400;
const CLIENTS = 6;

const ACCOUNTS = ['alice', 'bob', 'carol'] as AccountId[];
const INSTRUMENTS = ['AMZN', 'MSFT'] as InstrumentId[];

let stack: WriteStack;
let processes: CommandProcess[];
let history: History;
let leases: NatsConnection;

beforeAll(async () => {
  stack = await startWriteStack();
  processes = ['a', 'b', 'c'].map((name) => new CommandProcess(stack, name, LEASE_TTL_MS));
  const connection = await stack.connectAs('cli');
  leases = await stack.connectAs('commands');
  history = new History(new CommandClient({ connection, user: 'cli' }));
  await eventually(
    'somebody owns the partition',
    async () => (await owner()) !== undefined,
    30_000,
  );
  for (const command of openingCommands())
    expect((await history.send(newId() as CommandId, command, 30_000)).status).toBe('accepted');
});

afterAll(async () => {
  await Promise.all(processes.map((one) => one.stop()));
  await stack.stop();
});

async function owner(): Promise<CommandProcess | undefined> {
  const entry = await (await natsLeaseKey(leases, 'partition.0')).read();
  return processes.find(({ instance }) => instance === entry?.owner.split('/')[0]);
}

/** Clients that send one command after the other, a fifth of them twice, until told to stop. */
function startLoad(random: Random): { stop(): Promise<void> } {
  let running = true;
  const placed: Extract<Command, { type: 'CancelOrder' }>['data'][] = [];
  const client = async (): Promise<void> => {
    while (running) {
      const id = newId() as CommandId;
      const command = nextCommand(random, placed);
      if (command.type === 'PlaceOrder')
        placed.push({ ...pick(command.data), orderId: id as string as OrderId });
      const twice = random.chance(0.2);
      await Promise.all([
        history.send(id, command),
        twice ? pause(random.between(0, 500)).then(() => history.send(id, command)) : undefined,
      ]);
    }
  };
  const clients = Array.from({ length: CLIENTS }, client);
  return {
    async stop() {
      running = false;
      await Promise.all(clients);
    },
  };
}

function nextCommand(
  random: Random,
  placed: Extract<Command, { type: 'CancelOrder' }>['data'][],
): Command {
  if (placed.length > 0 && random.chance(0.3))
    return {
      type: 'CancelOrder',
      data: placed.splice(random.between(0, placed.length - 1), 1)[0]!,
    };
  return {
    type: 'PlaceOrder',
    data: {
      accountId: random.pick(ACCOUNTS),
      instrumentId: random.pick(INSTRUMENTS),
      side: random.pick(['BUY', 'SELL']),
      type: 'LIMIT',
      timeInForce: random.pick(['GTC', 'GTC', 'IOC']),
      quantity: BigInt(random.between(1, 5)),
      limitPrice: parseDecimal(`${random.between(98, 102)}`),
    },
  };
}

const pick = ({
  accountId,
  instrumentId,
}: {
  accountId: AccountId;
  instrumentId: InstrumentId;
}) => ({
  accountId,
  instrumentId,
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** How long nobody answers: the repeat of a command is answered as soon as somebody owns the partition. */
async function silence(id: CommandId, command: Command): Promise<number> {
  const started = performance.now();
  const outcome = await history.send(id, command, 30_000);
  expect(['duplicate', 'accepted']).toContain(outcome.status);
  return performance.now() - started;
}

async function allHolds(): Promise<void> {
  const unknown = await history.resolve();
  const checker = await history.check(stack.eventStoreClient());
  const told = [...history.outcomes.values()].map(({ status }) => status);
  process.stdout.write(
    `seed ${SEED}: ${told.length} commands, ${unknown} unknown at first, ${checker.trades} trades, ${checker.takeovers} takeovers\n`,
  );
  expect(processes.flatMap(({ complaints }) => complaints)).toEqual([]);
  expect(told.filter((status) => status === 'unknown' || status === 'overloaded')).toEqual([]);
}

describe('every accepted command exactly once, books equal to a naive model', () => {
  test(`after ${KILLS} kills of the owner under load`, { timeout: 590_000 }, async () => {
    const random = new Random(SEED);
    const load = startLoad(random.fork());
    const probe = newId() as CommandId;
    const command: Command = {
      type: 'DepositCash',
      data: { accountId: ACCOUNTS[0]!, amount: 10_000n },
    };
    await history.send(probe, command);
    const silences: number[] = [];
    for (let kill = 1; kill <= KILLS; kill++) {
      await pause(random.between(0, 250));
      (await owner())?.kill();
      silences.push(await silence(probe, command));
    }
    await load.stop();
    await allHolds();
    silences.sort((a, b) => a - b);
    const at = (share: number): number => Math.round(silences[Math.floor(KILLS * share)] ?? 0);
    process.stdout.write(
      `nobody answered for (ms): p50 ${at(0.5)}, p95 ${at(0.95)}, max ${at(0.999)}\n`,
    );
  });

  test(
    'after the owner was frozen, and the event store and NATS were killed and frozen',
    { timeout: 300_000 },
    async () => {
      const random = new Random(SEED + 1);
      const load = startLoad(random.fork());
      const faults: readonly (() => Promise<void>)[] = [
        async () => (await owner())?.pause(random.between(500, 3_000)),
        async () => {
          await stack.eventStore.kill();
          await stack.eventStore.start();
        },
        async () => {
          stack.eventStore.pause();
          await pause(random.between(200, 4_000));
          stack.eventStore.resume();
        },
        async () => {
          await stack.nats.kill();
          await stack.nats.start();
        },
        async () => {
          stack.nats.pause();
          await pause(random.between(200, 3_000));
          stack.nats.resume();
        },
      ];
      for (let round = 0; round < 2; round++)
        for (const fault of faults) {
          await fault();
          await pause(random.between(0, 1_000));
          // Whatever was frozen: commands are answered again.
          const command: Command = {
            type: 'DepositCash',
            data: { accountId: ACCOUNTS[0]!, amount: 10_000n },
          };
          await silence(newId() as CommandId, command);
        }
      await load.stop();
      await allHolds();
    },
  );
});
