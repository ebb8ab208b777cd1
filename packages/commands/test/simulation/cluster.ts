import { type Outcome, Principals, contextOf } from '@bellwether/domain';
import { createInlineEngine, type Engine } from '@bellwether/engine';
import { createLogger } from '@bellwether/platform/log';
import { Lease } from '../../src/ownership/lease.ts';
import { takeSnapshot } from '../../src/snapshot/take-snapshot.ts';
import { Snapshots } from '../../src/snapshot/snapshots.ts';
import type { EventStore } from '../../src/runtime/event-store.ts';
import { WriteSide } from '../../src/write-side.ts';
import { Violation } from './violation.ts';
import type { SimulationOptions } from './options.ts';
import { SimDisk, type SimLeaseKey } from './sim-machine.ts';
import type { SimEventStore } from './sim-event-store.ts';
import { SimProcess } from './sim-process.ts';
import { primaryOf, venuesOf } from './venues.ts';
import type { World } from './world.ts';

const LEASE_TTL_MS = 300;
const PROGRAM = 'simulated';
const logger = createLogger('simulation', 'silent');

/** What a process may fail with and be started again; anything else is a bug. */
const EXPECTED_FAILURES: ReadonlySet<unknown> = new Set([
  'JOURNAL_FENCED',
  'JOURNAL_UNAVAILABLE',
  'LEASE_LOST',
]);

export interface Member {
  readonly disk: SimDisk;
  process: SimProcess;
  writeSide: WriteSide | undefined;
  engine: Engine | undefined;
}

export interface ClusterOptions {
  readonly world: World;
  readonly options: SimulationOptions;
  readonly store: SimEventStore;
  readonly lease: SimLeaseKey;
  readonly fail: (violation: Violation) => void;
  /** What a planted bug puts between a process and the store. */
  readonly wrapStore: (store: EventStore) => EventStore;
}

/** Two machines that run the write side of the same partition, each process started again whenever it ends. */
export class Cluster {
  readonly members: readonly Member[];
  readonly #setup: ClusterOptions;
  readonly #random: World['random'];
  calm = false;

  constructor(setup: ClusterOptions) {
    this.#setup = setup;
    this.#random = setup.world.random.fork();
    this.members = ['a', 'b'].map((name) => ({
      disk: new SimDisk(setup.world, setup.options),
      process: new SimProcess(setup.world, name),
      writeSide: undefined,
      engine: undefined,
    }));
    for (const member of this.members) this.#start(member);
  }

  /** Whoever answers commands now: zombies do, too. */
  get serving(): readonly Member[] {
    return this.members.filter((m) => m.process.alive && m.writeSide?.role === 'owner');
  }

  /** A message reaches whoever answers; without anybody `respond` gets nothing. Returns whether there was anybody. */
  deliver(
    subject: string,
    data: Uint8Array,
    respond: (outcomes: readonly Outcome[]) => void,
  ): boolean {
    const { serving } = this;
    if (serving.length === 0) return false;
    const { process, writeSide } = this.#random.pick(serving);
    process.happens(() =>
      writeSide?.reception?.receive(contextOf(subject), { subject, data }, (outcomes) =>
        process.happens(() => respond(outcomes)),
      ),
    );
    return true;
  }

  /** Ends a process as a crash does, and starts it again a little later. */
  crash(member: Member): void {
    if (!member.process.alive) return;
    member.process.kill();
    member.writeSide = undefined;
    const delay = 20 + this.#random.next() * 200;
    this.#setup.world.after(delay, () => {
      if (!member.process.alive) this.#start(member);
    });
  }

  #start(member: Member): void {
    const { world, options } = this.#setup;
    const wrong = !this.calm && this.#random.chance(options.clockJumps);
    const offset = wrong ? (this.#random.next() - 0.5) * 7_200_000 : 0;
    const process = new SimProcess(world, member.process.name, offset);
    member.process = process;
    member.writeSide = undefined;
    const store = this.#setup.wrapStore(this.#setup.store.clientOf(process));
    const snapshots = new Snapshots(member.disk.filesOf(process), 0, PROGRAM, logger);
    const fail = (error: Error): void => {
      if (!process.alive) return;
      const { code } = error as { code?: unknown };
      if (EXPECTED_FAILURES.has(code) || !isBug(error)) return this.crash(member);
      this.#setup.fail(new Violation('I0', `the program contradicts itself: ${error.message}`));
    };
    const key = this.#setup.lease.keyOf(process);
    const { runtime } = process;
    const areOpen = (): boolean => !this.calm;
    WriteSide.start({
      store,
      follow: this.#setup.store.followOf(process),
      createEngine: async () =>
        (member.engine = createInlineEngine({ orderCapacity: 4_096, symbolCapacity: 8 })),
      partition: 0,
      partitions: 1,
      ...(options.primary > 0 ? { hearPrimary: primaryOf(process, options, areOpen) } : {}),
      ...(options.quotes > 0 ? { hearQuotes: venuesOf(process, options, areOpen) } : {}),
      lease: new Lease({ key, instance: process.name, ttlMs: LEASE_TTL_MS, runtime, logger }),
      snapshots,
      principals: new Principals([
        { name: 'trader', roles: ['admin'], accounts: '*', alone: true },
      ]),
      runtime,
      logger,
      metrics: {
        answered: () => undefined,
        watchSuspended: () => undefined,
        waited: () => undefined,
        refused: () => undefined,
        quoted: () => undefined,
      },
      onFailure: fail,
    }).then((writeSide) => {
      if (process.alive) member.writeSide = writeSide;
    }, fail);
    const snapshot = (): void => {
      const again = (): void => void runtime.after(200 + runtime.random() * 600, snapshot);
      takeSnapshot(store, 0, snapshots, 1).then(again, again);
    };
    runtime.after(200, snapshot);
  }
}

/** Errors of the simulated network are the network's; what the program says about itself is the program's. */
function isBug(error: Error): boolean {
  const { code } = error as { code?: unknown };
  return code === 'INVARIANT_VIOLATION' || code === 'JOURNAL_CORRUPT' || error instanceof TypeError;
}
