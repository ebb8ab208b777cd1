import { Random } from './random.ts';

/** What one run does: everything that the seed decides, written out. Probabilities are per message or per step. */
export interface SimulationOptions {
  readonly seed: number;
  readonly commands: number;
  /** Share of commands that are sent twice or more under the same id. */
  readonly repeated: number;
  /** Share of commands that reuse the id of another one. */
  readonly reused: number;
  /** Messages lost, duplicated and late, between clients and processes. */
  readonly lost: number;
  readonly duplicated: number;
  readonly late: number;
  /** Answers of the event store lost, and requests that arrive after their caller gave up. */
  readonly storeLost: number;
  readonly storeLate: number;
  /** Times that the event store is slow, full or away. */
  readonly storeOutages: number;
  /** Processes killed and frozen. */
  readonly crashes: number;
  readonly pauses: number;
  /** Starts with a clock that is wrong by up to an hour. */
  readonly clockJumps: number;
  /** Bits flipped in snapshots. */
  readonly diskFaults: number;
  /** 1: a market session is led through its day, with its auctions; 0: trading never ends. */
  readonly session: number;
  /** Share of commands that go through the queue of durable commands. */
  readonly durable: number;
  /** Acknowledgements of the queue lost. */
  readonly queueLost: number;
  /** Share of orders that are stops, and of commands that halt or resume an instrument. */
  readonly stops: number;
  readonly halts: number;
  /** Share of orders that live until a day; one of the days ends while the clients send. */
  readonly expiring: number;
  /** 1: an instrument is delisted with its orders open. */
  readonly delisting: number;
  /** Quotes of other venues that each process hears in a second; orders execute against them. */
  readonly quotes: number;
  /** Times in a second that each process hears what the primary market says: halts, and price bands. */
  readonly primary: number;
  /** As soon as they are halted: 1, one instrument is split and another one pays a dividend; 2, a spin-off; 3, a merger; 4, one for cash. */
  readonly actions: number;
}

/** What can be left out to find what matters: faults, and kinds of load. */
export const FAULTS: readonly Exclude<keyof SimulationOptions, 'seed' | 'commands'>[] = [
  'repeated',
  'reused',
  'lost',
  'duplicated',
  'late',
  'storeLost',
  'storeLate',
  'storeOutages',
  'crashes',
  'pauses',
  'clockJumps',
  'diskFaults',
  'session',
  'durable',
  'queueLost',
  'stops',
  'halts',
  'expiring',
  'delisting',
  'quotes',
  'primary',
  'actions',
];

/** The options that a seed stands for; each fault is left out in some runs, so that the others show more clearly. */
export function optionsOf(seed: number): SimulationOptions {
  const random = new Random(seed ^ 0x5eed);
  const some = (value: number): number =>
    random.chance(0.7) ? Math.round(value * random.next() * 1_000) / 1_000 : 0;
  const times = (max: number): number => (random.chance(0.7) ? random.between(1, max) : 0);
  return {
    seed,
    commands: random.between(40, 140),
    repeated: some(0.4),
    reused: some(0.05),
    lost: some(0.15),
    duplicated: some(0.2),
    late: some(0.1),
    storeLost: some(0.1),
    storeLate: some(0.05),
    storeOutages: times(3),
    crashes: times(5),
    pauses: times(4),
    clockJumps: some(0.5),
    diskFaults: some(0.5),
    session: random.chance(0.4) ? 1 : 0,
    durable: some(0.6),
    queueLost: some(0.3),
    stops: some(0.4),
    halts: some(0.06),
    expiring: some(0.3),
    delisting: random.chance(0.15) ? 1 : 0,
    quotes: random.chance(0.5) ? random.between(1, 40) : 0,
    primary: random.chance(0.4) ? random.between(1, 8) : 0,
    actions: random.chance(0.5) ? random.between(1, 4) : 0,
  };
}
