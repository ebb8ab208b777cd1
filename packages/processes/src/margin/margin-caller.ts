import {
  formatDate,
  isKnownYear,
  latestSessionDay,
  MINUTE,
  newYorkTime,
  sessionOn,
  type AccountId,
  type CivilDate,
  type CommandId,
  type Instant,
} from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import { derivedId } from '@bellwether/platform/runtime';
import type { RecordedFact } from '@bellwether/projections/facts';
import { runMaker } from '../runtime/maker.ts';
import type { FactReading } from '../runtime/reactor.ts';
import type { ProcessRuntime } from '../runtime/runtime.ts';
import { submit } from '../runtime/submit.ts';
import type { AssessAccounts, Assessed } from './assessed-by-read-side.ts';

export interface MarginCallerOptions {
  readonly runtime: ProcessRuntime;
  readonly reading: Pick<FactReading, 'factsOf'>;
  readonly assess: AssessAccounts;
  /** Whether the market follows the exchanges' hours, or trades without end. */
  readonly hasSessions: boolean;
  readonly logger: Logger;
}

/** Part of the ids of its commands: it never changes. */
const NAME = 'margin';
/** What could not be assessed is tried again after so long, ms: each time later. What else is due does not wait for it. */
const [AGAIN_MIN_MS, AGAIN_MAX_MS] = [1_000, 30_000];
/** After the close all accounts are looked at: closes are known by then. */
const AFTER_CLOSE: Instant = 30n * MINUTE;
/** What was asked for so long before a start may not have been done. */
const ASKED_BEFORE: Instant = 10n * MINUTE;
/** A close that was missed is made up for within so many days. */
const LOOK_BACK_DAYS = 7;

/** Names of what is done about overdue calls. */
const OVERDUE = 'overdue/';

/** An assessment that is due: of all accounts, or of one, and a name that is the same whenever it is asked for. */
interface Due {
  readonly name: string;
  readonly accountId: AccountId | undefined;
  /** Commit position that the read side must know. */
  readonly after?: bigint;
}

/**
 * Has every margin account looked at after each close, one at once where somebody asks, and those with an overdue call once a
 * minute while orders can be executed. What an account is worth the read side knows; what follows from it is the call's own
 * stream to decide. What it knows is folded from the log at each start; ids follow from the occasion, so that what is assessed
 * twice has one effect.
 */
export class MarginCaller {
  readonly #options: MarginCallerOptions;
  /** Accounts with a call that is not met, and until when. */
  readonly #open = new Map<AccountId, CivilDate>();
  readonly #asked = new Map<AccountId, bigint>();
  readonly #done = new Set<string>();
  /** When what could not be assessed is tried again, and how long that wait is, ms. */
  readonly #again = new Map<string, { readonly atMs: number; readonly waitMs: number }>();

  constructor(options: MarginCallerOptions) {
    this.#options = options;
  }

  /** Runs until the signal. @throws errors of the log that trying again cannot help. */
  run(): Promise<void> {
    const { runtime, reading } = this.#options;
    return runMaker({
      runtime,
      reading,
      follows: ['MarginCheckRequested'],
      take: (recorded, isCaughtUp) => this.#take(recorded, isCaughtUp),
      look: () => this.#look(),
    });
  }

  #take({ fact, position, at }: RecordedFact, isCaughtUp: boolean): void {
    const { clock } = this.#options.runtime.runtime;
    switch (fact.type) {
      case 'MarginCheckRequested':
        // What was asked for long before the start has been done, or the next close does it; done twice it has one effect.
        if (isCaughtUp || at > clock() - ASKED_BEFORE)
          this.#asked.set(fact.data.accountId, position);
        return;
      case 'MarginCallIssued':
        this.#open.set(fact.data.accountId, fact.data.dueOn);
        return;
      case 'MarginCallMet':
      case 'MarginCallLiquidated':
        this.#open.delete(fact.data.accountId);
        return;
      default:
    }
  }

  async #look(): Promise<void> {
    const { runtime } = this.#options;
    for (const due of this.#due(runtime.runtime.clock())) {
      if (runtime.signal.aborted) return;
      const { atMs = 0 } = this.#again.get(due.name) ?? {};
      if (atMs <= runtime.runtime.monotonicMs()) await this.#assess(due);
    }
  }

  #due(now: Instant): readonly Due[] {
    const { date: today } = newYorkTime(now);
    const closed = latestSessionDay(now, LOOK_BACK_DAYS, ({ closesAt }) => closesAt + AFTER_CLOSE);
    const asked = [...this.#asked].map(([accountId, after]) => {
      return { name: `check/${accountId}/${after}`, accountId, after };
    });
    const overdue = this.#mayTrade(now)
      ? [...this.#open].flatMap(([accountId, dueOn]) =>
          dueOn < today ? [{ name: `${OVERDUE}${accountId}/${now / MINUTE}`, accountId }] : [],
        )
      : [];
    const close =
      closed === undefined ? [] : [{ name: `close/${formatDate(closed)}`, accountId: undefined }];
    const all = [...asked, ...close, ...overdue].filter(({ name }) => !this.#done.has(name));
    // Minutes that are over are forgotten.
    for (const name of this.#done)
      if (name.startsWith(OVERDUE) && !name.endsWith(`/${now / MINUTE}`)) this.#done.delete(name);
    for (const name of this.#again.keys())
      if (!all.some((due) => due.name === name)) this.#again.delete(name);
    return all;
  }

  /** Whether orders can be executed now. */
  #mayTrade(now: Instant): boolean {
    if (!this.#options.hasSessions) return true;
    const { date } = newYorkTime(now);
    const session = isKnownYear(date) ? sessionOn(date) : undefined;
    return session !== undefined && session.opensAt <= now && now < session.closesAt;
  }

  /** Deals with all of it, or says why not and notes when it is tried again. */
  async #assess({ name, accountId, after }: Due): Promise<void> {
    const { runtime, assess, logger } = this.#options;
    try {
      for (const one of await assess(accountId, after)) await this.#send(one, name);
      this.#done.add(name);
      if (accountId !== undefined && this.#asked.get(accountId) === after)
        this.#asked.delete(accountId);
    } catch (error) {
      if (runtime.signal.aborted) return;
      logger.warn({ err: error, due: name }, 'margin could not be assessed; trying again');
      const waitMs = Math.min(
        2 * (this.#again.get(name)?.waitMs ?? AGAIN_MIN_MS / 2),
        AGAIN_MAX_MS,
      );
      this.#again.set(name, { atMs: runtime.runtime.monotonicMs() + waitMs, waitMs });
    }
  }

  /** @throws NotSentError */
  async #send(assessed: Assessed, cause: string): Promise<void> {
    const { runtime, logger } = this.#options;
    const now = runtime.runtime.clock();
    const id = derivedId(`process/${NAME}/${cause}/${assessed.accountId}`) as CommandId;
    // What is due is carried out once a minute, and by nothing else.
    const mayTrade = cause.startsWith(OVERDUE) && this.#mayTrade(now);
    const terms = { day: newYorkTime(now).date, mayTrade };
    const { openOrders, closings, ...worth } = assessed;
    const data = { ...worth, ...terms, openOrders: [...openOrders], closings: [...closings] };
    await submit(runtime, { id, process: NAME, command: { type: 'AssessMargin', data } }, logger);
  }
}
