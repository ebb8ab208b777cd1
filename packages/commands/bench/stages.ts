// What an order costs in each stage of the write side, µs of CPU in this process: the stages' own code, turn by turn, as the
// writer goes through them. What a turn has made is garbage before the next one, as it is in the writer.
import { encodeBatch, type JournalEntry } from '@bellwether/domain';
import { createInlineEngine, createThreadedEngine, type Engine } from '@bellwether/engine';
import { systemRuntime } from '@bellwether/platform/runtime';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { chainHash, EMPTY_JOURNAL, Journal } from '../src/journal/journal.ts';
import { commandsOf, messagesOf, openMarket, requestOf } from './load/open-market.ts';

/** Commands of a message, and those that are decided in one go (`lanes/partition-loop.ts`). */
const MESSAGE = 500;
const TURN = 125;
/** Orders that come before it is measured: compilers have done their work by then. */
const WARM_UP = 50_000;

export interface Stages {
  readonly orders: number;
  readonly cpuUsPerOrder: Readonly<Record<string, number>>;
  readonly journalBytesPerOrder: number;
}

/** @param client of a running event store, for what an append costs its caller; absent: not measured. */
export async function measureStages(orders: number, client?: EventStoreDBClient): Promise<Stages> {
  const cost = new Cost(orders);
  const bytes = await measure(cost, createInlineEngine(), 'decide, inline match', client);
  const threaded = new Cost(orders);
  const engine = await createThreadedEngine();
  const decide = 'decide with the engine on its thread, both threads';
  await measure(threaded, engine, decide);
  await engine.stop();
  return {
    orders,
    cpuUsPerOrder: { ...cost.perOrder(), [decide]: threaded.perOrder()[decide] ?? Number.NaN },
    journalBytesPerOrder: Math.round(bytes / orders),
  };
}

/** Returns bytes of journal. */
async function measure(
  cost: Cost,
  engine: Engine,
  decide: string,
  client?: EventStoreDBClient,
): Promise<number> {
  const { partition } = await openMarket(engine);
  const journal = client && new Journal(client, systemRuntime(), 60_000, EMPTY_JOURNAL);
  let bytes = 0;
  let taken = 0;
  for (const message of messagesOf(MESSAGE)) {
    if (taken === cost.orders + WARM_UP) return bytes;
    if (taken === WARM_UP) {
      cost.clear();
      bytes = 0;
    }
    taken += MESSAGE;
    cost.start();
    const commands = commandsOf(message);
    cost.of('decode and validate');
    const requests = commands.map(requestOf);
    cost.of('fingerprint');
    const entries: JournalEntry[] = [];
    for (let at = 0; at < requests.length; at += TURN)
      for (const { entry } of await partition.decide(requests.slice(at, at + TURN)))
        entries.push(entry);
    cost.of(decide);
    const batch = encodeBatch(entries);
    bytes += batch.length;
    cost.of('encode');
    chainHash('', batch);
    cost.of('hash');
    await journal?.append(entries);
    if (journal !== undefined) cost.of('encode, hash and append');
    const outcomes = entries.map((entry) => partition.commands.complete(entry, 1n));
    JSON.stringify({ outcomes });
    cost.of('complete and reply');
  }
  return bytes;
}

/** CPU time of this process, by stage. */
class Cost {
  readonly orders: number;
  #us: Record<string, number> = {};
  #since = process.cpuUsage();

  constructor(orders: number) {
    this.orders = orders;
  }

  clear(): void {
    this.#us = {};
  }

  start(): void {
    this.#since = process.cpuUsage();
  }

  /** What was spent since the last call goes to a stage. */
  of(stage: string): void {
    const { user, system } = process.cpuUsage(this.#since);
    this.#us[stage] = (this.#us[stage] ?? 0) + user + system;
    this.#since = process.cpuUsage();
  }

  /** µs an order, by stage. */
  perOrder(): Record<string, number> {
    return Object.fromEntries(
      Object.entries(this.#us).map(([stage, us]) => [stage, Number((us / this.orders).toFixed(2))]),
    );
  }
}
