import { COLD_FACTS, HOT_FACTS } from '@bellwether/domain';
import { headPosition } from '@bellwether/platform/event-store';
import {
  FACT_STREAMS,
  parsePoint,
  projectionOf,
  replay,
  type Point,
  type RecordedFact,
  type ReplaySpeed,
  type Selection,
} from '@bellwether/projections';
import { natsAs } from '../command-line/connection.ts';
import { CommandFailure } from '../command-line/exit.ts';
import { settingsOf, type InstallationOptions } from '../command-line/options.ts';
import { untilInterrupted } from '../output/interrupt.ts';
import { progressBar } from '../output/progress.ts';
import { mark, report } from '../output/report.ts';
import { rebuild } from '../read-side/rebuild.ts';
import { withLog, withReadSide } from '../read-side/session.ts';
import { checkCategory } from './category.ts';
import { diffReplay } from './diff.ts';
import { ReplayMemory } from './resume.ts';
import {
  FileTarget,
  NatsTarget,
  NoTarget,
  parseTarget,
  sizeOf,
  StdoutTarget,
  type ReplayTarget,
} from './target.ts';

export interface ReplayCliOptions extends InstallationOptions {
  /** A time, position or order id. */
  readonly from?: string;
  readonly to?: string;
  readonly stream?: string;
  readonly category?: string;
  readonly account?: string;
  readonly symbol?: string;
  readonly type?: string;
  readonly rate: ReplaySpeed;
  readonly into?: string;
  readonly dryRun?: boolean;
  readonly diff?: boolean;
  readonly restart?: boolean;
}

/** What a replay came to. */
interface ReplayReport {
  readonly facts: number;
  /** Of them by a run that was interrupted. */
  readonly earlier: number;
  /** Those of this run. */
  readonly types: Readonly<Record<string, number>>;
  readonly firstPosition: bigint | undefined;
  readonly lastPosition: bigint | undefined;
  readonly complete: boolean;
  readonly seconds: number;
  readonly into: string;
}

const MARK_EVERY_MS = 500;

export async function replayCommand(options: ReplayCliOptions): Promise<void> {
  const { dryRun = false } = options;
  const target = parseTarget(options.into ?? 'stdout');
  const selection = await selectionOf(options);
  if (options.diff === true) {
    if (dryRun || options.into !== undefined || options.rate !== 'max')
      throw new CommandFailure('--diff writes nothing: leave --into, --rate and --dry-run out');
    return diffReplay(selection, options);
  }
  if (target.kind === 'shadow') {
    if (Object.values(selection).some((value) => value !== undefined))
      throw new CommandFailure('a read model is built from the whole log: leave the filters out');
    if (options.rate !== 'max')
      throw new CommandFailure('for facts per second: projections rebuild --shadow --rate');
    projectionOf(target.name);
    if (!dryRun) return rebuild(target.name, { ...options, rate: undefined });
  }
  const into = dryRun ? 'nowhere' : (options.into ?? 'stdout');
  const result = await run(selection, into, options);
  const show = ({ facts, earlier, types, complete, seconds }: ReplayReport): string =>
    [
      `${mark(complete)} ${facts} facts in ${seconds.toFixed(1)} s${complete ? '' : '; the same command goes on'}`,
      ...(earlier === 0
        ? []
        : [`    ${earlier} of them by an earlier run, and not in what follows`]),
      ...Object.entries(types).map(([type, count]) => `    ${type} ${count}`),
    ].join('\n');
  // The facts themselves own stdout.
  if (into === 'stdout') process.stderr.write(`${show(result)}\n`);
  else report(result, options.json === true, show);
  if (!result.complete) throw new CommandFailure('interrupted');
}

/** Symbols are names for people; facts know instruments. */
async function selectionOf(options: ReplayCliOptions): Promise<Selection> {
  const { stream, category, account, symbol, type } = options;
  const [from, to] = [options.from, options.to].map((point) =>
    point === undefined ? undefined : parsePoint(point),
  );
  checkFilters(options, from, to);
  if (symbol === undefined) return { from, to, stream, category, account, type };
  const [row] = await withReadSide(
    options,
    ({ owner }) =>
      owner<{ instrument_id: string }[]>`
        select instrument_id from read_models.instruments where symbol = ${symbol}`,
  );
  if (row === undefined) throw new CommandFailure(`no instrument is called ${symbol}`);
  return { from, to, stream, category, account, type, instrument: row.instrument_id };
}

/** What can be known to select nothing is a slip of the pen. */
function checkFilters(
  { category, type }: ReplayCliOptions,
  from: Point | undefined,
  to: Point | undefined,
): void {
  const known = [...HOT_FACTS.keys(), ...COLD_FACTS.keys()];
  if (type !== undefined && !known.includes(type))
    throw new CommandFailure(`no fact is called ${type}: bellwether schema list names them`);
  if (category !== undefined) checkCategory(category);
  const isBehind =
    (from?.kind === 'time' && to?.kind === 'time' && from.at > to.at) ||
    (from?.kind === 'position' && to?.kind === 'position' && from.position > to.position);
  if (isBehind) throw new CommandFailure('--from lies behind --to');
}

async function run(
  selection: Selection,
  into: string,
  options: ReplayCliOptions,
): Promise<ReplayReport> {
  const { directory } = settingsOf(options);
  const memory = new ReplayMemory(directory, JSON.parse(JSON.stringify([selection, into], text)));
  if (options.restart === true || into === 'stdout' || into === 'nowhere') memory.forget();
  // A file that was taken away, or cut, does not have what the earlier run wrote.
  if ((memory.mark?.bytes ?? 0) > sizeOf(into)) memory.forget();
  const before = memory.mark;
  const target = await targetOf(into, before?.bytes ?? 0, options);
  const interrupted = untilInterrupted();
  const tally = new Tally(before?.facts ?? 0);
  try {
    return await withLog(options, async ({ eventStore }) => {
      const head = (await headPosition(eventStore, FACT_STREAMS)) ?? 0n;
      const bar = progressBar('replaying', head, options.json === true);
      let marked = performance.now();
      const { signal } = interrupted;
      const source = { selection, speed: options.rate, after: before?.position, signal };
      for await (const { position, facts } of replay(eventStore, source)) {
        await target.write(facts);
        tally.add(facts);
        bar.update(position, tally.facts);
        if (performance.now() - marked < MARK_EVERY_MS) continue;
        memory.keep({ position, facts: tally.facts, bytes: await target.mark() });
        marked = performance.now();
      }
      bar.stop();
      const bytes = await target.mark();
      if (!signal.aborted) memory.forget();
      else if (tally.last !== undefined)
        memory.keep({ position: tally.last, facts: tally.facts, bytes });
      return tally.report(!signal.aborted, into);
    });
  } finally {
    interrupted.dispose();
    await target.close();
  }
}

async function targetOf(
  into: string,
  bytes: number,
  options: ReplayCliOptions,
): Promise<ReplayTarget> {
  if (into === 'nowhere') return new NoTarget();
  const { kind, name } = parseTarget(into);
  if (kind === 'file') return new FileTarget(name, bytes);
  if (kind !== 'nats') return new StdoutTarget();
  return new NatsTarget(await natsAs('cli', settingsOf(options)), name);
}

/** Counts what goes by. */
class Tally {
  readonly #types: Record<string, number> = {};
  readonly #started = performance.now();
  readonly #earlier: number;
  #first: bigint | undefined;
  last: bigint | undefined;
  facts: number;

  constructor(facts: number) {
    this.#earlier = facts;
    this.facts = facts;
  }

  add(facts: readonly RecordedFact[]): void {
    for (const { fact, position } of facts) {
      this.#first ??= position;
      this.last = position;
      this.#types[fact.type] = (this.#types[fact.type] ?? 0) + 1;
    }
    this.facts += facts.length;
  }

  report(complete: boolean, into: string): ReplayReport {
    return {
      facts: this.facts,
      earlier: this.#earlier,
      types: this.#types,
      firstPosition: this.#first,
      lastPosition: this.last,
      complete,
      seconds: (performance.now() - this.#started) / 1_000,
      into,
    };
  }
}

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value;
}
