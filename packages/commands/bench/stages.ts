// What an order costs in each stage of the write side, µs of CPU in this process: the stages' own code, one after the other.
import {
  emptyTradingState,
  encodeBatch,
  type AccountFact,
  type AccountId,
  type InstrumentFact,
  type InstrumentId,
  type JournalEntry,
  type ReceivedCommand,
} from '@bellwether/domain';
import { createInlineEngine, createThreadedEngine, type Engine } from '@bellwether/engine';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { fingerprint } from '../src/intake/fingerprint.ts';
import { isInvalid, readMessage } from '../src/intake/message.ts';
import { chainHash, EMPTY_JOURNAL, Journal } from '../src/journal/journal.ts';
import type { Outcome } from '../src/outcome.ts';
import { CommandIndex } from '../src/partition/command-index.ts';
import type { TradingPartition } from '../src/partition/partition.ts';
import { openPartition } from '../src/partition/open-partition.ts';
import type { TradingRequest } from '../src/partition/request.ts';
import { systemRuntime } from '../src/runtime/runtime.ts';
import { ACCOUNTS, accountOf, instrumentOf, INSTRUMENTS, OrderFlow } from './load/order-flow.ts';

const TURN = 500;
/** 2026-11-20 15:00 UTC, ns. */
const NOON = 1_795_186_800_000_000_000n;

export interface Stages {
  readonly orders: number;
  readonly cpuUsPerOrder: Readonly<Record<string, number>>;
  readonly journalBytesPerOrder: number;
}

/** @param client of a running event store, for what an append costs its caller. */
export async function measureStages(orders: number, client: EventStoreDBClient): Promise<Stages> {
  const flow = new OrderFlow(1, Number(NOON / 1_000_000n));
  const messages = Array.from({ length: orders / TURN }, () => {
    const commands = Array.from({ length: TURN }, () => flow.next());
    return new TextEncoder().encode(`{"commands":[${commands.join(',')}]}`);
  });
  const cost = new Cost(orders);
  const turns = await cost.of('decode and validate', () => messages.map(commandsOf));
  const requests = await cost.of('fingerprint', () => turns.map((turn) => turn.map(requestOf)));
  // The first pass compiles; the second is measured.
  await decideAll(await openMarket(createInlineEngine()), requests);
  const inline = await openMarket(createInlineEngine());
  const entries = await cost.of('decide: dedupe, rules, risk, inline match', () =>
    decideAll(inline, requests),
  );
  const threadedEngine = await createThreadedEngine();
  const threaded = await openMarket(threadedEngine);
  await cost.of('decide with the engine on its thread, both threads', () =>
    decideAll(threaded, requests),
  );
  await threadedEngine.stop();
  entries.forEach(encodeBatch);
  const batches = await cost.of('encode', () => entries.map(encodeBatch));
  await cost.of('hash', () => batches.map((batch) => chainHash('', batch)));
  const journal = new Journal(client, systemRuntime(), 60_000, EMPTY_JOURNAL);
  await cost.of('encode, hash and append', async () => {
    for (const batch of entries) await journal.append(batch);
  });
  await cost.of('complete and reply', () =>
    entries.map((batch) => {
      const outcomes = batch.map((entry) => inline.commands.complete(entry, 1n));
      return JSON.stringify({ outcomes });
    }),
  );
  const bytes = batches.reduce((sum, batch) => sum + batch.length, 0);
  return {
    orders,
    cpuUsPerOrder: cost.perOrder,
    journalBytesPerOrder: Math.round(bytes / orders),
  };
}

/** CPU time of this process, by stage. */
class Cost {
  readonly perOrder: Record<string, number> = {};
  readonly #orders: number;

  constructor(orders: number) {
    this.#orders = orders;
  }

  async of<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
    const before = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    this.perOrder[stage] = Number(((user + system) / this.#orders).toFixed(2));
    return result;
  }
}

function commandsOf(bytes: Uint8Array): readonly ReceivedCommand[] {
  const read = readMessage(bytes);
  if (!read.ok) throw new Error(read.error.message);
  return read.commands.map((command) => {
    if (isInvalid(command)) throw new Error(command.message);
    return command.command;
  });
}

function requestOf(command: ReceivedCommand): TradingRequest {
  return {
    command: command as TradingRequest['command'],
    fingerprint: fingerprint(command),
    principal: 'bots',
    receivedAt: NOON,
    answer: (outcome: Outcome) => {
      throw new Error(`not recorded: ${JSON.stringify(outcome)}`);
    },
  };
}

async function decideAll(
  partition: TradingPartition,
  turns: readonly (readonly TradingRequest[])[],
): Promise<readonly (readonly JournalEntry[])[]> {
  const entries: (readonly JournalEntry[])[] = [];
  for (const turn of turns)
    entries.push((await partition.decide(turn)).map((decided) => decided.entry));
  return entries;
}

async function openMarket(engine: Engine): Promise<TradingPartition> {
  const recovered = { state: emptyTradingState(), commands: new CommandIndex() };
  // Rules hold from days on: the clock stands in 2026, at 15:00 UTC of a trading day.
  let now = NOON;
  const partition = await openPartition(0, recovered, engine, () => ++now);
  let position = 0n;
  for (const fact of referenceFacts()) await partition.follow(fact, ++position);
  return partition;
}

function referenceFacts(): readonly (AccountFact | InstrumentFact)[] {
  const instruments = Array.from(
    { length: INSTRUMENTS },
    (_, i) => instrumentOf(i) as InstrumentId,
  );
  const accounts = Array.from({ length: ACCOUNTS }, (_, i) => accountOf(i) as AccountId);
  return [
    ...instruments.map((instrumentId): InstrumentFact => ({
      type: 'InstrumentListed',
      data: {
        instrumentId,
        symbol: instrumentId,
        tickSize: 100n,
        referencePrice: 1_000_000n,
        maxOrderQuantity: 1_000_000n,
      },
    })),
    ...accounts.flatMap((accountId): AccountFact[] => [
      { type: 'AccountOpened', data: { accountId } },
      { type: 'CashDeposited', data: { accountId, amount: 10n ** 13n } },
      ...instruments.map((instrumentId): AccountFact => ({
        type: 'SecuritiesDeposited',
        data: { accountId, instrumentId, quantity: 999_999_999n },
      })),
    ]),
  ];
}
