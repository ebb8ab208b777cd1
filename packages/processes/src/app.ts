import { CommandClient } from '@bellwether/client';
import { Lease, natsLeaseKey } from '@bellwether/commands/lease';
import { Principals, type KnownPrincipal } from '@bellwether/domain';
import { followAll, headPosition } from '@bellwether/platform/event-store';
import type { Logger } from '@bellwether/platform/log';
import { NatsDoor } from '@bellwether/platform/nats';
import { systemRuntime } from '@bellwether/platform/runtime';
import { factsOf } from '@bellwether/projections/facts';
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { NatsConnection } from 'nats';
import { MarketAlerts, type HearPrices } from './alerts/market-alerts.ts';
import { InterestMaker, type InterestMakerOptions } from './interest/interest-maker.ts';
import { MarginCaller, type MarginCallerOptions } from './margin/margin-caller.ts';
import { CloseOutMaker, type CloseOutMakerOptions } from './close-outs/close-out-maker.ts';
import { ReportMaker, type ReportMakerOptions } from './reports/report-maker.ts';
import { SettlementMaker, type SettlementMakerOptions } from './settlement/settlement-maker.ts';
import { addParkedEndpoint } from './parked-endpoint.ts';
import { keptInNats } from './runtime/kept.ts';
import type { KeptMonitors } from './compliance/kept-state.ts';
import { SurveillanceWatch, WATCHED_STREAMS } from './compliance/surveillance-watch.ts';
import { checkProcesses, type ProcessManager } from './runtime/process.ts';
import { Reactor, type FactReading } from './runtime/reactor.ts';
import { systemProcessClock, type ProcessClock, type ProcessRuntime } from './runtime/runtime.ts';
import { Timer } from './runtime/timer.ts';

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
  /** Prices of the whole market, that alerts fire by as well; undefined: by the platform's own sales alone. */
  readonly hearPrices?: HearPrices;
  /** Makes reports; undefined: nobody does here. */
  readonly reports?: Pick<ReportMakerOptions, 'make' | 'tradedOn' | 'toCorrect'>;
  /** How trades are settled; undefined: nobody does here. */
  readonly settle?: Pick<SettlementMakerOptions, 'net' | 'custodian' | 'deliver' | 'nextRun'>;
  /** What has to be bought for accounts that do not deliver; undefined: nobody buys it here. */
  readonly closeOutsOn?: CloseOutMakerOptions['closeOutsOn'];
  /** How margin accounts are assessed; undefined: nobody does here. */
  readonly margin?: Pick<MarginCallerOptions, 'assess' | 'hasSessions'>;
  /** How interest is worked out, and how far the log is; undefined: it is paid by nobody here. */
  readonly interest?: Pick<InterestMakerOptions, 'interestFor' | 'head'>;
  /** Watches markets for abuse; undefined: nobody does here. @param kept undefined: nothing is kept between runs. */
  readonly surveillance?: { readonly kept: KeptMonitors | undefined };
  /** Default: the machine's. */
  readonly clock?: ProcessClock;
  /** Is told what each attempt to have a command decided came to. */
  readonly answered?: ProcessRuntime['answered'];
  readonly logger: Logger;
  /** Called when the service must start again. */
  readonly onFailure: (error: Error) => void;
}

/** Where a process manager stands. */
export interface Standing {
  readonly process: string;
  /** Commit position up to which it has dealt with every fact; undefined: it follows none. */
  readonly position?: bigint;
  /** Bytes of log from there to the last fact that could concern it. */
  readonly lag?: bigint;
  /** Facts that it deals with now. */
  readonly open?: number;
  /** Facts that it has put aside. */
  readonly parked?: number;
  /** Commands that the calendar asked for and that were not taken. */
  readonly givenUp?: number;
}

/** The process managers of one instance: they act while it has the lease. */
export class Processes {
  readonly #options: ProcessesDependencies;
  readonly #ended = new AbortController();
  readonly #running = new Map<string, Reactor>();
  readonly #timers = new Map<string, Timer>();
  readonly #lease: Lease;
  #watch: SurveillanceWatch | undefined;
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

  /** Where those stand that act here. @throws where the event store does not answer. */
  async standings(): Promise<readonly Standing[]> {
    const followers = [...this.#running].map(async ([process, reactor]): Promise<Standing> => {
      const { position, open, parked, streams } = reactor;
      const head = (await headPosition(this.#options.eventStore, streams)) ?? 0n;
      const lag = head > position ? head - position : 0n;
      return { process, position, lag, open, parked: parked.length };
    });
    const timers = [...this.#timers].map(([process, { givenUp }]) => ({ process, givenUp }));
    return [...(await Promise.all(followers)), ...timers, ...(await this.#watchStanding())];
  }

  async #watchStanding(): Promise<readonly Standing[]> {
    const { position } = this.#watch ?? {};
    if (position === undefined) return [];
    const head = (await headPosition(this.#options.eventStore, WATCHED_STREAMS)) ?? 0n;
    return [{ process: 'surveillance', position, lag: head > position ? head - position : 0n }];
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
    for (const process of processes.filter(({ at }) => at !== undefined)) {
      const first = process.after === undefined ? undefined : this.#timers.get(process.after);
      this.#timers.set(process.name, new Timer({ process, runtime, reading, logger, first }));
    }
    this.#acts = true;
    logger.info({ processes: processes.map(({ name }) => name) }, 'process managers act');
    const { hearPrices: hear, reports: made, settle, closeOutsOn, margin } = this.#options;
    const { interest } = this.#options;
    const { surveillance, eventStore } = this.#options;
    const watched = { runtime, reading, holds: holdsIn(eventStore), logger };
    const market = hear && new MarketAlerts({ runtime, reading, hear, logger });
    const reports = made && new ReportMaker({ runtime, reading, ...made, logger });
    const settlement = settle && new SettlementMaker({ runtime, reading, ...settle, logger });
    const closing = closeOutsOn && new CloseOutMaker({ runtime, reading, closeOutsOn, logger });
    this.#watch = surveillance && new SurveillanceWatch({ ...surveillance, ...watched });
    const calls = margin && new MarginCaller({ runtime, reading, ...margin, logger });
    const paying = interest && new InterestMaker({ runtime, reading, ...interest, logger });
    const running = [...this.#running.values(), ...this.#timers.values()];
    await Promise.all([
      ...running.map((one) => one.run()),
      market?.run(),
      reports?.run(),
      settlement?.run(),
      calls?.run(),
      closing?.run(),
      paying?.run(),
      this.#watch?.run(),
    ]);
    await service.stop();
  }

  #runtime(): ProcessRuntime {
    const { eventStore, nats, partitions, clock, answered, logger } = this.#options;
    const client = new CommandClient({ connection: nats, user: USER, partitions });
    return {
      runtime: clock ?? systemProcessClock(),
      send: ({ command, id, correlationId }) =>
        client.send(command, { id, correlationId, deadlineMs: ATTEMPT_MS }),
      answered,
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

/** Whether an event stands where it stood: a store may have been put back. */
function holdsIn(eventStore: EventStoreDBClient) {
  return async (position: bigint, eventId: string): Promise<boolean> => {
    const fromPosition = { commit: position, prepare: position };
    let found = false;
    for await (const { event } of eventStore.readAll({ fromPosition, maxCount: 1 }))
      found = event?.id === eventId;
    return found;
  };
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
