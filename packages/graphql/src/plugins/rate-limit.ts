import { isIPv6 } from 'node:net';
import { gatewayError } from './errors.ts';

/** How much is let through: on average, and at once by who was quiet before. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

interface Bucket {
  /** What is left of the burst. */
  level: number;
  /** When it was that, ms. */
  at: number;
}

/** Keys that are remembered; beyond them the one that was quiet for longest begins anew. */
const KEYS_MAX = 10_000;

/** Token buckets, one for each key. */
export class RateLimit {
  readonly #rate: Rate;
  readonly #now: () => number;
  /** In the order of their last use. */
  readonly #buckets = new Map<string, Bucket>();

  /** @param now a clock that only goes forward, ms. */
  constructor(rate: Rate, now: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Keys that are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /**
   * Takes `count` from the bucket of `key`. What is more than a whole burst takes all of it.
   * @throws GraphQLError RATE_LIMITED (HTTP 429), with `retryAfter` in s; then nothing is taken.
   */
  take(key: string, count = 1): void {
    const retryAfter = this.wait(key, count);
    if (retryAfter > 0) throw rateLimited(retryAfter);
  }

  /** As `take`, but returns how long to wait, s; 0 where it was taken. */
  wait(key: string, count = 1): number {
    const { perSecond, burst } = this.#rate;
    const wanted = Math.min(count, burst);
    const at = this.#now();
    const before = this.#buckets.get(key) ?? { level: burst, at };
    const level = Math.min(burst, before.level + ((at - before.at) / 1_000) * perSecond);
    const short = wanted - level;
    this.#buckets.delete(key);
    this.#buckets.set(key, { level: short > 0 ? level : level - wanted, at });
    if (this.#buckets.size > KEYS_MAX) this.#forgetOldest();
    return short > 0 ? Math.ceil(short / perSecond) : 0;
  }

  #forgetOldest(): void {
    for (const key of this.#buckets.keys()) {
      this.#buckets.delete(key);
      return;
    }
  }
}

function rateLimited(retryAfter: number) {
  return gatewayError('RATE_LIMITED', `too much at once; ask again in ${retryAfter} s`, 429, {
    retryAfter,
  });
}

/** What an address is counted under: of IPv6 its network, as one host has 2⁶⁴ addresses. */
export function addressKey(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - behind.length;
  return [...groups, ...Array.from({ length: missing }, () => '0'), ...behind]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
