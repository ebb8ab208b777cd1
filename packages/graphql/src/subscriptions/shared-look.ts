import type { Logger } from '@bellwether/platform/log';
import type { Concerned, Progress } from '@bellwether/projections/read-model';
import type { Wakes } from './wakes.ts';

export interface SharedLookOptions {
  /** How far the read models have come. */
  readonly progress: () => Promise<Progress>;
  /** Of these, those of whom something has changed behind a commit position. */
  readonly movedSince: (position: bigint, concerned: Concerned) => Promise<Concerned>;
  readonly wakes: Wakes;
  readonly logger: Logger;
  /** ms from one look to the next; default 1,000. */
  readonly everyMs?: number;
}

const EVERY_MS = 1_000;

/**
 * Finds for all followers together who has something new of which no hint has come: cash that was paid in, a new day, a
 * hint that was lost. It is one question a second, however many they are.
 */
export class SharedLook {
  readonly #options: SharedLookOptions;
  readonly #timer: NodeJS.Timeout;
  #isLooking = false;
  #seen: { readonly position: bigint; readonly basis: string } | undefined;

  constructor(options: SharedLookOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.look(), options.everyMs ?? EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Looks once, unless it is looking or has nobody to look for. Where that fails, the next one looks from where this one did. */
  async look(): Promise<void> {
    const { progress, movedSince, wakes, logger } = this.#options;
    if (this.#isLooking || wakes.followers === 0) return;
    this.#isLooking = true;
    try {
      const before = this.#seen;
      const now = await progress();
      if (before?.basis !== now.basis) wakes.all();
      else if (before.position !== now.position)
        wakes.these(await movedSince(before.position, wakes.followed));
      this.#seen = now;
    } catch (error) {
      logger.warn({ err: error }, 'what has moved is not known');
    } finally {
      this.#isLooking = false;
    }
  }
}
