import type { StartProgress } from '@bellwether/servers/start-progress';
import { backOffMs } from './back-off.ts';

/** Crashes in a row after which a unit is given up. */
const CRASHES_MAX = 8;
/** A start came further when it did so by this share of the whole: then there is an end to coming further. */
const FURTHER = 1 / 100;

/** Counts a unit's crashes in a row. A start that failed and yet came further than those before it begins the count anew. */
export class CrashCount {
  #crashes = 0;
  #furthest = 0;

  /**
   * @param progress how far the start had come; undefined: the unit had started, or said nothing.
   * @returns ms to wait before the next start; undefined: that was enough.
   */
  crashed(progress?: StartProgress): number | undefined {
    this.#crashes = this.#cameFurther(progress) ? 1 : this.#crashes + 1;
    return this.#crashes > CRASHES_MAX ? undefined : backOffMs(this.#crashes);
  }

  /** It has started: what comes next is another recovery. */
  started(): void {
    this.#furthest = 0;
  }

  /** It has run for long enough. */
  settled(): void {
    this.#crashes = 0;
  }

  #cameFurther(progress: StartProgress | undefined): boolean {
    if (progress === undefined) return false;
    const gained = progress.facts - this.#furthest;
    if (gained <= 0 || gained < progress.of * FURTHER) return false;
    this.#furthest = progress.facts;
    return true;
  }
}
