import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from '@bellwether/domain';
import { readLobster } from '@bellwether/engine/verify';
import { build, type Histogram } from 'hdr-histogram-js';
import type { PlatformConnection } from '../command-line/connection.ts';
import { CommandFailure } from '../command-line/exit.ts';
import type { ImportPlan, PlannedCommand } from './import-plan.ts';
import type { ExpectedFill, Step } from './step.ts';
import { Translator } from './translator.ts';

export interface ImportOptions {
  readonly path: string;
  /** Which day of a file that holds several. */
  readonly day: string | undefined;
  /** Rows to import at most. */
  readonly limit: number;
  /** Rows per second; undefined: as fast as it goes. */
  readonly rate: number | undefined;
  /** Told after every batch. */
  onProgress(rows: number): void;
}

/** What was sent and what was answered. */
export interface ImportResult {
  readonly rows: number;
  readonly sent: Readonly<Record<Step['kind'], number>>;
  /** Commands by outcome; refusals by their code. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Executions of the file, by the step that takes. */
  readonly takes: ReadonlyMap<number, readonly ExpectedFill[]>;
  /** Orders that were placed, by the step that placed them. */
  readonly placed: number;
  /** Commit position of the last answer. */
  readonly position: bigint;
  /** µs from the moment a command was due to its answer. */
  readonly latency: Histogram;
  readonly seconds: number;
}

/** Commands that travel together and are answered before the next ones are sent. */
const BATCH = 500;
/** How long a command is repeated before the import gives up, ms: long enough for a service to come back. */
const DEADLINE_MS = 60_000;

/**
 * Sends a LOBSTER day through the platform's door, in order, batch by batch.
 * @throws CommandFailure when a command stays without an answer: start the import again to go on.
 */
export async function importDay(
  connection: PlatformConnection,
  plan: ImportPlan,
  options: ImportOptions,
): Promise<ImportResult> {
  const run = new ImportRun(connection, plan, options);
  for await (const row of readLobster(options.path, { day: options.day })) {
    if (row.index >= options.limit) break;
    if (row.index === 0) await run.setUp(row.asks[0]?.price ?? row.message.price);
    await run.add(row.index, run.translator.next(row));
  }
  return run.finish();
}

class ImportRun {
  readonly translator = new Translator();
  readonly #connection: PlatformConnection;
  readonly #plan: ImportPlan;
  readonly #options: ImportOptions;
  readonly #sent = { place: 0, reduce: 0, cancel: 0, take: 0 };
  readonly #outcomes: Record<string, number> = {};
  readonly #takes = new Map<number, readonly ExpectedFill[]>();
  readonly #latency = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 120_000_000,
    numberOfSignificantValueDigits: 3,
  });
  #pending: { readonly planned: PlannedCommand; readonly due: number }[] = [];
  #steps = 0;
  #rows = 0;
  #position = 0n;
  #startedAt = performance.now();

  constructor(connection: PlatformConnection, plan: ImportPlan, options: ImportOptions) {
    this.#connection = connection;
    this.#plan = plan;
    this.#options = options;
  }

  async setUp(referencePrice: number): Promise<void> {
    for (const { id, command } of this.#plan.setUp(referencePrice)) {
      const outcome = await this.#connection.client.send(command, { id, deadlineMs: DEADLINE_MS });
      const first = outcome.status === 'duplicate' ? outcome.original : outcome;
      // Orders of another file would still rest there and be executed by the orders of this one.
      if (first.status === 'rejected' && first.code.endsWith('_EXISTS'))
        throw new CommandFailure(
          `${first.message}, and not by this file: give it another --symbol`,
        );
      if (first.status !== 'accepted')
        throw new CommandFailure(`${command.type} was answered ${JSON.stringify(outcome)}`);
    }
    this.#startedAt = performance.now();
  }

  async add(row: number, steps: readonly Step[]): Promise<void> {
    const due = await this.#whenDue(row);
    for (const step of steps) this.#schedule(step, due);
    this.#rows = row + 1;
    while (this.#pending.length >= BATCH) await this.#send();
  }

  async finish(): Promise<ImportResult> {
    for (const step of this.translator.end()) this.#schedule(step, performance.now());
    while (this.#pending.length > 0) await this.#send();
    return {
      rows: this.#rows,
      sent: this.#sent,
      outcomes: this.#outcomes,
      takes: this.#takes,
      placed: this.#sent.place + this.#sent.take,
      position: this.#position,
      latency: this.#latency,
      seconds: (performance.now() - this.#startedAt) / 1_000,
    };
  }

  #schedule(step: Step, due: number): void {
    const n = this.#steps++;
    this.#sent[step.kind] += 1;
    if (step.kind === 'take') this.#takes.set(n, step.fills);
    this.#pending.push({ planned: this.#plan.step(n, step), due });
  }

  /** Waits for a row's turn where a rate is given, sending what is due before it, and returns when it was due. */
  async #whenDue(row: number): Promise<number> {
    const { rate } = this.#options;
    if (rate === undefined) return performance.now();
    const due = this.#startedAt + (row * 1_000) / rate;
    const early = due - performance.now();
    if (early > 0) {
      while (this.#pending.length > 0) await this.#send();
      await sleep(Math.max(0, due - performance.now()));
    }
    return due;
  }

  async #send(): Promise<void> {
    const batch = this.#pending.splice(0, BATCH);
    const { client } = this.#connection;
    const answers = await Promise.all(
      batch.map(async ({ planned: { id, command }, due }) => {
        const outcome = await client.send(command, { id, deadlineMs: DEADLINE_MS });
        this.#latency.recordValue(Math.max(1, Math.round((performance.now() - due) * 1_000)));
        return outcome;
      }),
    );
    for (const outcome of answers) this.#count(outcome);
    this.#options.onProgress(this.#rows);
  }

  #count(outcome: Outcome): void {
    if (outcome.status === 'unknown' || outcome.status === 'overloaded')
      throw new CommandFailure(
        `interrupted (${outcome.code}: ${outcome.message}); start the import again to go on`,
      );
    const key = 'code' in outcome ? `${outcome.status} ${outcome.code}` : outcome.status;
    this.#outcomes[key] = (this.#outcomes[key] ?? 0) + 1;
    const first = outcome.status === 'duplicate' ? outcome.original : outcome;
    const position =
      'position' in first && first.position !== undefined ? BigInt(first.position) : 0n;
    if (position > this.#position) this.#position = position;
  }
}
