import { createHash } from 'node:crypto';
import type { Command, CommandId } from '@bellwether/domain';
import { createInlineEngine, type Engine } from '@bellwether/engine';
import { openPartition } from '../../src/partition/open-partition.ts';
import { PartitionReplica } from '../../src/replica/replica.ts';
import type { EventStore } from '../../src/runtime/event-store.ts';
import { Checker } from './checker.ts';
import { Clients } from './clients.ts';
import { Cluster, type Member } from './cluster.ts';
import { isFinal } from './is-final.ts';
import type { SimulationOptions } from './options.ts';
import { simulatedId } from './sim-id.ts';
import { SimEventStore } from './sim-event-store.ts';
import { SimLeaseKey } from './sim-machine.ts';
import { EPOCH_MS, SimProcess } from './sim-process.ts';
import { Violation } from './violation.ts';
import { LOAD_MS, openingCommands, plannedCommands } from './workload.ts';
import { World } from './world.ts';

export interface SimulationResult {
  readonly ok: boolean;
  readonly violation: { readonly code: string; readonly message: string } | undefined;
  /** Simulated ms at which it ended. */
  readonly at: number;
  readonly steps: number;
  readonly commands: number;
  readonly trades: number;
  /** Times that a process took the partition over. */
  readonly takeovers: number;
  /** What clients were told in the end, by status. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Hash of everything that was stored: equal for equal runs. */
  readonly trace: string;
}

/** Everything must have an answer this long after the last fault, ms. */
const CALM_MS = 20_000;

/** And every durable command be settled so long after: a dead letter that was not stored is tried again after 30 s. */
const QUEUE_CALM_MS = 60_000;

/** One run of the whole write side on simulated machines, from the opening of the market to the comparison of states. */
export async function simulate(
  options: SimulationOptions,
  wrapStore: (store: EventStore) => EventStore = (store) => store,
): Promise<SimulationResult> {
  const run = new Run(options, wrapStore);
  try {
    await run.open();
    await run.load();
    await run.calmDown();
    await run.compare();
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    return run.result(error);
  }
  return run.result(undefined);
}

class Run {
  readonly #options: SimulationOptions;
  readonly #world: World;
  readonly #store: SimEventStore;
  readonly #lease: SimLeaseKey;
  readonly #cluster: Cluster;
  readonly #clients: Clients;
  readonly #checker = new Checker();
  readonly #commands = new Map<CommandId, Command>();
  #violation: Violation | undefined;

  constructor(options: SimulationOptions, wrapStore: (store: EventStore) => EventStore) {
    this.#options = options;
    const world = new World(options.seed);
    this.#world = world;
    const fail = (violation: Violation): void => void (this.#violation ??= violation);
    this.#store = new SimEventStore(world, options, (event) => {
      try {
        this.#checker.stored(event);
      } catch (error) {
        if (!(error instanceof Violation)) throw error;
        fail(error);
      }
    });
    this.#lease = new SimLeaseKey(world, options);
    this.#setCalm(true);
    this.#cluster = new Cluster({
      world,
      options,
      store: this.#store,
      lease: this.#lease,
      fail,
      wrapStore,
    });
    this.#clients = new Clients(world, options, this.#cluster, this.#checker, fail);
  }

  /** The market is opened before anything goes wrong. */
  async open(): Promise<void> {
    for (const command of openingCommands(this.#options)) {
      const id = this.#newId();
      const outcome = await this.#until(this.#clients.submit(id, command), 10_000);
      if (outcome?.status !== 'accepted')
        throw new Violation('I11', `the market does not open: ${JSON.stringify(outcome)}`);
    }
  }

  /** The clients send while everything goes wrong that the options say. */
  async load(): Promise<void> {
    this.#setCalm(false);
    const { random, now } = this.#world;
    const planned = plannedCommands(this.#options, random.fork(), now);
    for (const { at, id, command, durable } of planned) {
      this.#commands.set(id, command);
      this.#world.after(at - now, () => void this.#clients.submit(id, command, durable));
    }
    this.#plan(this.#options.crashes, () => this.#cluster.crash(this.#member()));
    this.#plan(this.#options.pauses, () => {
      const { process } = this.#member();
      process.pause();
      this.#world.after(50 + random.next() * 1_500, () => process.resume());
    });
    this.#plan(this.#options.storeOutages, () => {
      this.#store.condition = random.pick(['slow', 'full', 'away', 'frozen']);
      this.#world.after(50 + random.next() * 1_500, () => this.#store.recover());
    });
    await this.#run(LOAD_MS + 2_000, () => false);
  }

  /** Faults end: everything gets an answer, and a command that was left unknown is resolved by its repeat. */
  async calmDown(): Promise<void> {
    this.#setCalm(true);
    this.#store.recover();
    for (const member of this.#cluster.members) {
      member.process.resume();
      // A clock that is an hour behind refuses every id; somebody sets it.
      this.#cluster.crash(member);
    }
    const { queue } = this.#clients;
    await this.#run(CALM_MS, () => this.#clients.open === 0);
    await this.#run(QUEUE_CALM_MS, () => queue.length === 0);
    if (queue.length > 0)
      throw new Violation('I11', `${queue.length} durable commands stay in the queue`);
    if (queue.dead.some(({ reason }) => reason === 'UNDECIDED'))
      throw new Violation('I11', 'a durable command was given up');
    if (this.#clients.open > 0)
      throw new Violation('I12', `${this.#clients.open} commands never got an answer`);
    for (const [id, command] of this.#commands) {
      const before = this.#clients.outcomes.get(id);
      if (before !== undefined && isFinal(before)) continue;
      const outcome = await this.#until(this.#clients.submit(id, command), CALM_MS);
      if (outcome === undefined || !isFinal(outcome))
        throw new Violation('I11', `${id} stays ${JSON.stringify(outcome)}`);
    }
  }

  /** Live, from a snapshot, and from the first fact: one state, one set of books. */
  async compare(): Promise<void> {
    await this.#run(2_000, () => false);
    const [owner, ...others] = this.#cluster.serving;
    if (owner === undefined || others.length > 0)
      throw new Violation('I11', `${others.length + (owner ? 1 : 0)} processes own the partition`);
    const { writeSide, engine } = owner;
    const process = new SimProcess(this.#world, 'replay');
    const store = this.#store.clientOf(process);
    const replica = new PartitionReplica(store, 0);
    await this.#until(replica.catchUp(), CALM_MS);
    const hashes = new Map([['replay', replica.stateHash()]]);
    for (const member of this.#cluster.members)
      hashes.set(`process ${member.process.name}`, member.writeSide?.stateHash() ?? 'none');
    if (writeSide === undefined || new Set(hashes.values()).size > 1)
      throw new Violation('I8', `states differ: ${JSON.stringify([...hashes])}`);
    const rebuilt = createInlineEngine({ orderCapacity: 4_096, symbolCapacity: 8 });
    await openPartition(0, replica, rebuilt, () => 0n);
    const symbols = replica.state.instruments.size;
    const [live, again] = [await booksOf(engine, symbols), await booksOf(rebuilt, symbols)];
    if (live !== again) throw new Violation('I8', `books differ: ${live} live, ${again} rebuilt`);
    this.#checker.market.compare(replica.state);
  }

  result(violation: Violation | undefined): SimulationResult {
    const hash = createHash('sha256');
    for (const { id, metadata } of this.#store.log)
      hash.update(id).update(JSON.stringify(metadata));
    return {
      ok: violation === undefined,
      violation: violation && { code: violation.code, message: violation.message },
      at: Math.round(this.#world.now),
      steps: this.#world.steps,
      commands: this.#commands.size,
      trades: this.#checker.trades,
      takeovers: this.#checker.takeovers,
      outcomes: this.#clients.tally,
      trace: hash.digest('hex').slice(0, 16),
    };
  }

  #setCalm(calm: boolean): void {
    this.#store.calm = calm;
    this.#lease.calm = calm;
    for (const part of [this.#cluster, this.#clients, this.#clients?.queue])
      if (part !== undefined) part.calm = calm;
  }

  #plan(times: number, happen: () => void): void {
    for (let i = 0; i < times; i++) this.#world.after(this.#world.random.next() * LOAD_MS, happen);
  }

  /** Mostly the process that answers: what happens to a standby seldom matters. */
  #member(): Member {
    const { serving, members } = this.#cluster;
    const { random } = this.#world;
    return random.pick(serving.length > 0 && random.chance(0.8) ? serving : members);
  }

  #newId(): CommandId {
    return simulatedId(this.#world.random, EPOCH_MS + this.#world.now) as CommandId;
  }

  async #until<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
    let settled: { readonly value: T } | undefined;
    promise.then(
      (value) => (settled = { value }),
      (error: unknown) => (this.#violation ??= new Violation('I0', String(error))),
    );
    await this.#run(ms, () => settled !== undefined);
    return settled?.value;
  }

  async #run(ms: number, done: () => boolean): Promise<void> {
    const found = (): boolean => this.#violation !== undefined;
    await this.#world.run(
      this.#world.now + ms,
      () => found() || done(),
      () => undefined,
    );
    if (this.#violation !== undefined) throw this.#violation;
  }
}

/**
 * What the books show, level by level. Their own hash also covers numbers of orders, and their places are numbers of
 * instruments: both differ from start to start.
 */
async function booksOf(engine: Engine | undefined, symbols: number): Promise<string> {
  const books = Array.from({ length: symbols }, async (_, symbol) => [
    await engine?.top(symbol),
    await engine?.depth(symbol, 1_000),
  ]);
  return JSON.stringify((await Promise.all(books)).map((book) => JSON.stringify(book)).toSorted());
}
