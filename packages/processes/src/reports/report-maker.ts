import {
  formatDate,
  newYorkTime,
  type AccountId,
  type CivilDate,
  type CommandId,
  type Outcome,
} from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import { derivedId } from '@bellwether/platform/runtime';
import type { DataOf, RecordedFact } from '@bellwether/projections/facts';
import { runMaker } from '../runtime/maker.ts';
import type { FactReading } from '../runtime/reactor.ts';
import type { ProcessRuntime } from '../runtime/runtime.ts';
import { submit } from '../runtime/submit.ts';
import {
  confirmationsOf,
  lastDay,
  monthlyStatements,
  reportKey,
  type OpenedAccount,
  type ReportTermsAsked,
} from './monthly.ts';

/** What a report came to, as the read side tells it. */
interface ReportMade {
  readonly inputsPosition: bigint;
  readonly sha256: string;
  readonly bytes: number;
}

/** Has a report made of all facts up to a commit position at least, and maybe later ones. */
export type MakeReport = (asked: DataOf<'ReportRequested'>, after: bigint) => Promise<ReportMade>;

/** Who traded on a day. */
export type TradedOn = (day: CivilDate) => Promise<readonly AccountId[]>;

/** Confirmations that were made before a trade in them was taken back. */
export type ToCorrect = () => Promise<readonly Confirmed[]>;

interface Confirmed {
  readonly accountId: AccountId;
  readonly day: CivilDate;
  readonly reportId: CommandId;
}

export interface ReportMakerOptions {
  readonly runtime: ProcessRuntime;
  readonly reading: Pick<FactReading, 'factsOf'>;
  readonly make: MakeReport;
  readonly tradedOn: TradedOn;
  readonly toCorrect: ToCorrect;
  readonly logger: Logger;
}

/** Part of the ids of its commands: it never changes. */
const NAME = 'reports';
/** What could not be made is tried again after so long, ms. */
const AGAIN_MS = 60_000;

interface Waiting {
  readonly data: DataOf<'ReportRequested'>;
  /** Commit position of who asked. */
  readonly position: bigint;
}

/**
 * Asks for each account's statement when a month is over, and has every report made that somebody asked for. What it knows is
 * folded from the log at each start; its commands have ids that follow from account and month, or from the report: whatever is
 * done twice has one effect.
 */
export class ReportMaker {
  readonly #options: ReportMakerOptions;
  readonly #accounts = new Map<AccountId, OpenedAccount>();
  readonly #asked = new Set<string>();
  readonly #waiting = new Map<CommandId, Waiting>();
  readonly #againAtMs = new Map<CommandId, number>();
  #dayAgainAtMs: number | undefined;
  #correctAtMs = 0;
  /** The last day whose trades are confirmed. */
  #confirmed: CivilDate | undefined;

  constructor(options: ReportMakerOptions) {
    this.#options = options;
  }

  /** Runs until the signal. @throws errors of the log that trying again cannot help. */
  run(): Promise<void> {
    const { runtime, reading } = this.#options;
    return runMaker({
      runtime,
      reading,
      follows: ['AccountOpened', 'ReportRequested', 'ReportGenerated'],
      take: (recorded) => this.#take(recorded),
      look: () => this.#look(),
    });
  }

  #take({ fact, at, position }: RecordedFact): void {
    switch (fact.type) {
      case 'AccountOpened': {
        const { accountId } = fact.data;
        this.#accounts.set(accountId, { accountId, openedOn: newYorkTime(at).date });
        return;
      }
      case 'ReportRequested':
        this.#asked.add(reportKey(fact.data));
        this.#waiting.set(fact.data.reportId, { data: fact.data, position });
        return;
      case 'ReportGenerated':
        this.#waiting.delete(fact.data.reportId);
        this.#againAtMs.delete(fact.data.reportId);
        return;
      default:
    }
  }

  async #look(): Promise<void> {
    await this.#askForMonth();
    await this.#askForDay();
    await this.#askForCorrections();
    await this.#makeAll();
  }

  async #askForMonth(): Promise<void> {
    const now = this.#options.runtime.runtime.clock();
    await this.#askFor(monthlyStatements(now, this.#accounts.values()), 'month');
  }

  /** Has the trades of the day before confirmed, once it is known who traded. */
  async #askForDay(): Promise<void> {
    const { runtime, tradedOn, logger } = this.#options;
    const day = lastDay(runtime.runtime.clock());
    if (this.#confirmed === day || (this.#dayAgainAtMs ?? 0) > runtime.runtime.monotonicMs())
      return;
    try {
      const isAsked = await this.#askFor(confirmationsOf(day, await tradedOn(day)), 'day');
      if (isAsked) this.#confirmed = day;
    } catch (error) {
      if (runtime.signal.aborted) return;
      logger.warn({ err: error }, 'who traded is not known; trying again');
      this.#dayAgainAtMs = runtime.runtime.monotonicMs() + AGAIN_MS;
    }
  }

  /** Has confirmed anew what was confirmed and then taken back: each report is replaced once. */
  async #askForCorrections(): Promise<void> {
    const { runtime, toCorrect, logger } = this.#options;
    if (this.#correctAtMs > runtime.runtime.monotonicMs()) return;
    this.#correctAtMs = runtime.runtime.monotonicMs() + AGAIN_MS;
    try {
      for (const { accountId, day, reportId: replaces } of await toCorrect()) {
        const data = { accountId, kind: 'CONFIRMATION', from: day, to: day, replaces } as const;
        await this.#send({ type: 'RequestReport', data }, `corrected/${replaces}`);
      }
    } catch (error) {
      if (!runtime.signal.aborted) logger.warn({ err: error }, 'what to correct is not known');
    }
  }

  /** Returns whether all of them are asked for. */
  async #askFor(reports: readonly ReportTermsAsked[], when: 'month' | 'day'): Promise<boolean> {
    let isAll = true;
    for (const data of reports) {
      const key = reportKey(data);
      if (this.#asked.has(key)) continue;
      if (this.#options.runtime.signal.aborted) return false;
      const name = `${data.accountId}/${data.kind}/${formatDate(data.from)}`;
      const outcome = await this.#send({ type: 'RequestReport', data }, `${when}/${name}`);
      if (outcome === undefined) isAll = false;
      else this.#asked.add(key);
    }
    return isAll;
  }

  async #makeAll(): Promise<void> {
    const { runtime, make, logger } = this.#options;
    for (const [reportId, { data, position }] of this.#waiting) {
      if (runtime.signal.aborted) return;
      if ((this.#againAtMs.get(reportId) ?? 0) > runtime.runtime.monotonicMs()) continue;
      this.#againAtMs.set(reportId, runtime.runtime.monotonicMs() + AGAIN_MS);
      try {
        const { inputsPosition, sha256, bytes } = await make(data, position);
        const made = { accountId: data.accountId, reportId, inputsPosition, sha256, bytes };
        await this.#send({ type: 'RecordReport', data: made }, `made/${reportId}`);
      } catch (error) {
        logger.warn({ err: error, reportId }, 'a report could not be made; trying again');
      }
    }
  }

  /** Returns undefined where there was no answer, which the log has said. */
  async #send(
    command: Parameters<ProcessRuntime['send']>[0]['command'],
    cause: string,
  ): Promise<Outcome | undefined> {
    const { runtime, logger } = this.#options;
    const id = derivedId(`process/${NAME}/${cause}`) as CommandId;
    try {
      return await submit(runtime, { id, process: NAME, command }, logger);
    } catch (error) {
      if (!runtime.signal.aborted) logger.warn({ err: error, cause }, 'a report could not be sent');
      return undefined;
    }
  }
}
