import type { Price } from '../kernel/fixed-point.ts';
import { abs, BASIS } from '../kernel/rounding.ts';
import { effectiveDated, type EffectiveDated } from '../time/effective-dated.ts';
import { SECOND, type Instant } from '../time/new-york.ts';

export interface CascadeLimits {
  /** So many stops triggered … */
  readonly stops: number;
  /** … within this time, ns … */
  readonly window: bigint;
  /** … that moved the price so far (1/10 000) … */
  readonly move: bigint;
  /** … pause the instrument for so long, ns. */
  readonly pause: bigint;
}

/** When triggered stops that trigger further stops are a disorder. */
export const STOP_CASCADE: EffectiveDated<CascadeLimits> = effectiveDated(
  'protection.stopCascade',
  {
    title:
      'Stop-cascade guard: stops within a window that move the price so far pause the instrument',
    entries: [
      {
        from: '1990-01-01',
        value: { stops: 10, window: SECOND, move: 300n, pause: 5n * SECOND },
        evidence: 'HOUSE',
        source: 'In the manner of CME Stop Logic; a single stop is bounded by its collar already',
      },
    ],
  },
);

/** Watches one instrument for stops that set off each other. */
export class StopCascadeGuard {
  readonly #limits: CascadeLimits;
  #triggers: Instant[] = [];
  /** Last price before the first stop of the window. */
  #anchor: Price = 0n;
  #last: Price = 0n;

  constructor(limits: CascadeLimits) {
    this.#limits = limits;
  }

  /** A stop was triggered. */
  triggered(at: Instant): void {
    this.#forget(at);
    if (this.#triggers.length === 0) this.#anchor = this.#last;
    this.#triggers.push(at);
  }

  /** A sale; returns until when the instrument pauses, if it must. */
  trade(price: Price, at: Instant): Instant | undefined {
    this.#forget(at);
    this.#last = price;
    const { stops, move, pause } = this.#limits;
    const moved = abs(price - this.#anchor) * BASIS;
    if (this.#triggers.length < stops || this.#anchor === 0n || moved < this.#anchor * move)
      return undefined;
    this.#triggers = [];
    return at + pause;
  }

  #forget(at: Instant): void {
    const oldest = at - this.#limits.window;
    if (this.#triggers.some((trigger) => trigger <= oldest))
      this.#triggers = this.#triggers.filter((trigger) => trigger > oldest);
  }
}
