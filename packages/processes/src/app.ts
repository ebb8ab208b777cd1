import { CommandClient } from '@bellwether/commands/client';
import { Lease, natsLeaseKey, systemRuntime } from '@bellwether/commands/lease';
import { Principals, type KnownPrincipal } from '@bellwether/domain';
import { followAll, NatsDoor, type Logger } from '@bellwether/platform';
import { factsOf } from '@bellwether/projections/facts';
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { NatsConnection } from 'nats';
import { addParkedEndpoint } from './parked-endpoint.ts';
import { keptInNats } from './runtime/kept.ts';
import { checkProcesses, type ProcessManager } from './runtime/process.ts';
import { Reactor, type FactReading } from './runtime/reactor.ts';
import { systemProcessClock, type ProcessClock, type ProcessRuntime } from './runtime/runtime.ts';
import { runTimer } from './runtime/timer.ts';

const VERSION = '1.0.0';
/** NATS user, principal and name of the lease. */
const USER = 'processes';
/** How long one attempt to have a command decided takes at most, ms. */
const ATTEMPT_MS = 5_000;

export interface ProcessesDependencies {
  readonly processes: readonly ProcessManager[];
  readonly eventStore: EventStoreDBClient;
  readonly nats: NatsConnection;
  readonly principals: readonly KnownPrincipal[];
  /** Number of trading partitions. */
  readonly partitions: number;
  /** Name of this instance, unique among those that run at the same time. */
  readonly instance: string;
  /** How long a silent instance is believed to act, ms. */
  readonly leaseTtlMs: number;
  /** Default: the machine's. */
  readonly clock?: ProcessClock;
  readonly logger: Logger;
  /** Called when the service must start again. */
  readonly onFailure: (error: Error) => void;
}

/** The process managers of one instance: they act while it has the lease. */
export class Processes {
  readonly #options: ProcessesDependencies;
  readonly #ended = new AbortController();
  readonly #running = new Map<string, Reactor>();
  readonly #lease: Lease;
  #acts = false;
  #run: Promise<void> = Promise.resolve();

  private constructor(options: ProcessesDependencies, lease: Lease) {
    this.#options = options;
    this.#lease = lease;
  }

  /** @throws DeclarationError where processes contradict each other or the policy; NatsError. */
  static async start(options: ProcessesDependencies): Promise<Processes> {
    const { processes, principals, nats, instance, leaseTtlMs: ttlMs, logger } = options;
    checkProcesses(processes, new Principals(principals).of(USER, undefined));
    const key = await natsLeaseKey(nats, USER);
    const lease = new Lease({ key, instance, ttlMs, runtime: systemRuntime(), logger });
    const all = new Processes(options, lease);
    all.#run = all.#act().catch((error: unknown) => all.#fail(error));
    return all;
  }

  /** Whether the process managers of this instance act. */
  get acts(): boolean {
    return this.#acts;
  }

  /** Those that follow facts, while they act here. */
  get running(): ReadonlyMap<string, Reactor> {
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#ended.abort(new Error('stopped'));
    await this.#run;
    await this.#lease.release();
  }

  async #act(): Promise<void> {
    const { processes, nats, principals, logger } = this.#options;
    const { signal } = this.#ended;
    if (!(await this.#lease.acquire(signal))) return;
    this.#lease.keep(() => this.#fail(new Error('another instance acts now')));
    const reading = readingOf(this.#options.eventStore);
    const runtime = this.#runtime();
    for (const process of processes.filter(({ on }) => Object.keys(on).length > 0)) {
      const kept = await keptInNats(nats, process.name);
      const reactor = await Reactor.open({ process, runtime, kept, reading, logger });
      this.#running.set(process.name, reactor);
    }
    const door = new NatsDoor(logger);
    const service = await nats.services.add({
      name: 'process',
      version: VERSION,
      description: 'Facts that process managers have put aside',
    });
    addParkedEndpoint(service, {
      principals: new Principals(principals),
      door,
      logger,
      running: () => this.#running,
    });
    this.#acts = true;
    logger.info({ processes: processes.map(({ name }) => name) }, 'process managers act');
    await Promise.all([
      ...[...this.#running.values()].map((reactor) => reactor.run()),
      ...processes
        .filter(({ at }) => at !== undefined)
        .map((process) => runTimer(process, runtime, logger)),
    ]);
    await service.stop();
  }

  #runtime(): ProcessRuntime {
    const { eventStore, nats, partitions, clock, logger } = this.#options;
    const client = new CommandClient({ connection: nats, user: USER, partitions });
    return {
      runtime: clock ?? systemProcessClock(),
      send: (command, id) => client.send(command, { id, deadlineMs: ATTEMPT_MS }),
      follow: (prefixes, after, signal) =>
        followAll(eventStore, { prefixes, after, signal, logger }),
      signal: this.#ended.signal,
    };
  }

  #fail(error: unknown): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort(error);
    this.#options.onFailure(error instanceof Error ? error : new Error(String(error)));
  }
}

function readingOf(eventStore: EventStoreDBClient): FactReading {
  return {
    factsOf: (event) => factsOf(event, eventStore),
    async factAt(position, index) {
      const fromPosition = { commit: position, prepare: position };
      for await (const { event } of eventStore.readAll({ fromPosition, maxCount: 1 })) {
        const found = event === undefined ? [] : await factsOf(event, eventStore);
        const fact = found.find((recorded) => recorded.index === index);
        if (fact?.position === position) return fact;
      }
      throw new RangeError(`there is no fact at ${position}.${index}`);
    },
  };
}
