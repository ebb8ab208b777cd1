// What an order costs in each stage of the write side, µs of CPU in this process: the stages' own code, one after the other.
import { encodeBatch, type JournalEntry } from '@bellwether/domain';
import { createInlineEngine, createThreadedEngine } from '@bellwether/engine';
import { systemRuntime } from '@bellwether/platform';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { chainHash, EMPTY_JOURNAL, Journal } from '../src/journal/journal.ts';
import type { TradingPartition } from '../src/partition/partition.ts';
import type { TradingRequest } from '../src/engine-port/request.ts';
import { commandsOf, messagesOf, openMarket, requestOf } from './load/open-market.ts';

const TURN = 500;

export interface Stages {
  readonly orders: number;
  readonly cpuUsPerOrder: Readonly<Record<string, number>>;
  readonly journalBytesPerOrder: number;
}

/** @param client of a running event store, for what an append costs its caller; absent: not measured. */
export async function measureStages(orders: number, client?: EventStoreDBClient): Promise<Stages> {
  const messages = messagesOf(TURN)
    .take(Math.ceil(orders / TURN))
    .toArray();
  const cost = new Cost(orders);
  const turns = await cost.of('decode and validate', () => messages.map(commandsOf));
  const requests = await cost.of('fingerprint', () => turns.map((turn) => turn.map(requestOf)));
  // The first pass compiles; the second is measured.
  await decideAll((await openMarket(createInlineEngine())).partition, requests);
  const { partition } = await openMarket(createInlineEngine());
  const entries = await cost.of('decide: dedupe, rules, risk, inline match', () =>
    decideAll(partition, requests),
  );
  const threadedEngine = await createThreadedEngine();
  const threaded = await openMarket(threadedEngine);
  await cost.of('decide with the engine on its thread, both threads', () =>
    decideAll(threaded.partition, requests),
  );
  await threadedEngine.stop();
  entries.forEach(encodeBatch);
  const batches = await cost.of('encode', () => entries.map(encodeBatch));
  await cost.of('hash', () => batches.map((batch) => chainHash('', batch)));
  if (client !== undefined) {
    const journal = new Journal(client, systemRuntime(), 60_000, EMPTY_JOURNAL);
    await cost.of('encode, hash and append', async () => {
      for (const batch of entries) await journal.append(batch);
    });
  }
  await cost.of('complete and reply', () =>
    entries.map((batch) => {
      const outcomes = batch.map((entry) => partition.commands.complete(entry, 1n));
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

async function decideAll(
  partition: TradingPartition,
  turns: readonly (readonly TradingRequest[])[],
): Promise<readonly (readonly JournalEntry[])[]> {
  const entries: (readonly JournalEntry[])[] = [];
  for (const turn of turns)
    entries.push((await partition.decide(turn)).map((decided) => decided.entry));
  return entries;
}
