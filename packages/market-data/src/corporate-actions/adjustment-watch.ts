import { formatDate, type CivilDate } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import { allRowsBy, type Ask } from '@bellwether/platform/nats';
import type { ShareChange } from '../consolidate/market.ts';

/** How often the read side is asked, ms: actions are in force from midnight in New York on, hours before anything trades. */
const EVERY_MS = 10_000;

/** A row of `corporateaction.adjustments`, as JSON has it. */
export interface AdjustmentRow {
  readonly actionId: string;
  readonly symbol: string;
  /** In 1/10 000 USD, as digits. */
  readonly fall: string;
  readonly newShares: number;
  readonly oldShares: number;
}

/** Actions of an ex-date (`2026-11-20`) that are in force, in the order of application. @throws where nobody answers. */
export type AskAdjustments = (exDate: string) => Promise<readonly AdjustmentRow[]>;

/** Asks the read side. */
export function adjustmentsBy(ask: Ask): AskAdjustments {
  return (exDate) => allRowsBy<AdjustmentRow>(ask, 'corporateaction.adjustments', { exDate });
}

export interface AdjustmentWatchOptions {
  readonly ask: AskAdjustments;
  /** The market's day in New York, days since 1970-01-01; below zero before the first update. */
  readonly date: () => number;
  /** Is told each action once, on the market's own day: a feed of another year has that year's actions. */
  readonly adjust: (symbol: string, date: number, change: ShareChange) => void;
  readonly logger: Logger;
  /** Default: ten seconds. */
  readonly everyMs?: number | undefined;
}

/** Has the market follow corporate actions of its day. */
export class AdjustmentWatch {
  readonly #options: AdjustmentWatchOptions;
  #date = -1;
  #done = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #look: Promise<void> = Promise.resolve();
  #isSilent = false;

  constructor(options: AdjustmentWatchOptions) {
    this.#options = options;
  }

  start(): void {
    const look = (): void => void (this.#look = this.#look.then(() => this.look()));
    this.#timer = setInterval(look, this.#options.everyMs ?? EVERY_MS);
  }

  /** Waits for the answer that is awaited, which has a deadline. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#look;
  }

  /** Asks once. Where nobody answers it says so once, and asks again at the next time. */
  async look(): Promise<void> {
    const { ask, date: today, adjust, logger } = this.#options;
    const date = today();
    if (date < 0) return;
    if (date !== this.#date) [this.#date, this.#done] = [date, new Set()];
    try {
      for (const row of await ask(formatDate(date as CivilDate))) {
        if (this.#done.has(row.actionId)) continue;
        this.#done.add(row.actionId);
        adjust(row.symbol, date, changeOf(row));
        logger.info({ symbol: row.symbol, action: row.actionId }, 'prices follow an action');
      }
      this.#isSilent = false;
    } catch (error) {
      if (!this.#isSilent) logger.warn({ err: error }, 'corporate actions are not known');
      this.#isSilent = true;
    }
  }
}

function changeOf({ fall, newShares, oldShares }: AdjustmentRow): ShareChange {
  return { fall: Number(fall), shares: newShares / oldShares };
}
