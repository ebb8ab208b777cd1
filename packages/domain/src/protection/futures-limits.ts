import type { Price } from '../kernel/fixed-point.ts';
import { BASIS, max } from '../kernel/rounding.ts';
import { effectiveDated, type EffectiveDated } from '../time/effective-dated.ts';
import { MINUTE, type Instant } from '../time/new-york.ts';
import type { Bands } from './luld-bands.ts';

/** How long the market stands at a limit before the next wider one comes into force, ns. */
export const LIMIT_EXPANSION: EffectiveDated<bigint> = effectiveDated(
  'protection.futuresExpansion',
  {
    title: 'Time at a daily price limit of a future before the next one comes into force, ns',
    entries: [
      {
        from: '1990-01-01',
        value: 10n * MINUTE,
        evidence: 'K',
        source: 'CME Rulebook 358.D, equity index futures',
      },
    ],
  },
);

export type LimitFact =
  | ({ readonly type: 'LimitsSet'; readonly level: number } & Bands)
  /** The price stands at a limit; trades go on at it and inside. */
  | { readonly type: 'LimitReached'; readonly side: 'BUY' | 'SELL'; readonly at: Instant };

/**
 * Daily price limits of a future around yesterday's settlement price. They stop trades beyond them, not orders at them;
 * after some time at a limit the next wider one holds. The last one holds for the day.
 */
export class FuturesLimits {
  readonly #settlement: Price;
  readonly #tick: Price;
  readonly #levels: readonly number[];
  readonly #expansion: bigint;
  #level = 0;
  #since: Instant | undefined;

  /**
   * @param levels distances from the settlement, ascending, 1/10 000; none: no limits.
   * @param expansion `LIMIT_EXPANSION` of the day.
   */
  constructor(settlement: Price, tick: Price, levels: readonly number[], expansion: bigint) {
    this.#settlement = settlement;
    this.#tick = tick;
    this.#levels = levels;
    this.#expansion = expansion;
  }

  /** Limits in force: whole ticks inside the percentage; undefined where there are none. */
  get limits(): Bands | undefined {
    const level = this.#levels[this.#level];
    if (level === undefined) return undefined;
    const away = (this.#settlement * BigInt(level)) / BASIS;
    const tick = this.#tick;
    return {
      lower: max(((this.#settlement - away + tick - 1n) / tick) * tick, tick),
      upper: ((this.#settlement + away) / tick) * tick,
    };
  }

  /** A trade, or the best bid or offer where nothing trades. */
  price(price: Price, at: Instant): readonly LimitFact[] {
    const facts = [...this.clock(at)];
    const { limits } = this;
    if (limits === undefined) return facts;
    const side = price >= limits.upper ? 'BUY' : price <= limits.lower ? 'SELL' : undefined;
    if (side === undefined) this.#since = undefined;
    else if (this.#since === undefined) {
      this.#since = at;
      facts.push({ type: 'LimitReached', side, at });
    }
    return facts;
  }

  /** Time has passed. */
  clock(at: Instant): readonly LimitFact[] {
    const isLast = this.#level >= this.#levels.length - 1;
    if (this.#since === undefined || isLast || at < this.#since + this.#expansion) return [];
    this.#level += 1;
    this.#since = undefined;
    const { limits } = this;
    return limits === undefined ? [] : [{ type: 'LimitsSet', level: this.#level, ...limits }];
  }
}
