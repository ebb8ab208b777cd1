// Seeded order flow: 55 % new limit orders near the price, 35 % cancels of earlier ones, 10 % orders that trade.

/** Accounts and instruments that the flow uses; `bench/market.ts` sets them up. */
export const ACCOUNTS = 50;
export const INSTRUMENTS = 4;
export const accountOf = (index: number): string => `load-${index}`;
export const instrumentOf = (index: number): string => `LOAD${index}`;

const MID_CENTS = 10_000;
const CANCEL = 0.35;
const TAKE = 0.1;
/** Orders per instrument that a cancel may choose from. */
const CANCELLABLE = 4_096;

interface Placed {
  readonly id: string;
  readonly account: string;
}

/** Produces commands as JSON texts, so that whoever sends them spends as little as possible on it. */
export class OrderFlow {
  readonly #random: () => number;
  readonly #cancels: number;
  readonly #takes: number;
  #prefix: string;
  readonly #placed: Placed[][] = Array.from({ length: INSTRUMENTS }, () => []);
  #count = 0;

  /**
   * @param madeAtMs when its commands are made, until `stamp` says otherwise: part of their ids, as in a UUIDv7.
   * @param cancels share of cancels; the fewer, the more orders stay open.
   * @param takes share of orders that trade at once.
   */
  constructor(seed: number, madeAtMs: number, cancels: number = CANCEL, takes: number = TAKE) {
    this.#random = mulberry32(seed);
    this.#cancels = cancels;
    this.#takes = takes;
    this.#prefix = idPrefix(madeAtMs);
  }

  /** The commands that follow are made at this time, ms since 1970: commands of long ago would not be taken. */
  stamp(madeAtMs: number): void {
    this.#prefix = idPrefix(madeAtMs);
  }

  next(): string {
    const instrument = Math.floor(this.#random() * INSTRUMENTS);
    const kind = this.#random();
    const placed = this.#placed[instrument] as Placed[];
    const id = `${this.#prefix}${(++this.#count).toString(16).padStart(12, '0')}`;
    const symbol = instrumentOf(instrument);
    if (kind < this.#cancels && placed.length > 0) {
      const at = Math.floor(this.#random() * placed.length);
      const chosen = placed[at] as Placed;
      placed[at] = placed[placed.length - 1] as Placed;
      placed.pop();
      return `{"id":"${id}","type":"CancelOrder","version":1,"data":{"accountId":"${chosen.account}","instrumentId":"${symbol}","orderId":"${chosen.id}"}}`;
    }
    const account = accountOf(Math.floor(this.#random() * ACCOUNTS));
    const buy = this.#random() < 0.5;
    const takes = kind >= 1 - this.#takes;
    const away = 1 + Math.floor(this.#random() * 200);
    const cents = MID_CENTS + (buy === takes ? 50 : buy ? -away : away);
    if (!takes && placed.length < CANCELLABLE) placed.push({ id, account });
    const quantity = 1 + Math.floor(this.#random() * 100);
    const price = `${Math.floor(cents / 100)}.${`${cents % 100}`.padStart(2, '0')}`;
    return `{"id":"${id}","type":"PlaceOrder","version":1,"data":{"accountId":"${account}","instrumentId":"${symbol}","side":"${buy ? 'BUY' : 'SELL'}","type":"LIMIT","timeInForce":"${takes ? 'IOC' : 'GTC'}","quantity":"${quantity}","limitPrice":"${price}"}}`;
  }
}

/** Beginning of the ids of commands that are made at a time, ms since 1970, as in a UUIDv7; twelve letters number them. */
export function idPrefix(ms: number): string {
  const digits = ms.toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7000-8000-`;
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
