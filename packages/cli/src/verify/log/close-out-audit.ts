import type { RecordedFact } from '@bellwether/projections';
import type { Invariant } from '../result.ts';
import type { DataOf } from './fact-words.ts';

/** Settlement days that Rule 204 gives at least: there are never more of them than weekdays. */
const DAYS = { SHORT: 1, LONG: 3 } as const;

/** Shares that an account has left undelivered, and since which day. */
interface Late {
  readonly quantity: bigint;
  readonly since: number;
}

/** Holds buy-ins against what runs have left late (I15): nothing else is bought, not more of it, and not before it is time. */
export class CloseOutAudit {
  readonly #invariant: Invariant;
  /** By account and instrument. */
  readonly #late = new Map<string, Late>();
  /** What was bought of it on a day; the last day alone is kept. */
  readonly #bought = new Map<string, bigint>();
  #day = -1;

  constructor(invariant: Invariant) {
    this.#invariant = invariant;
  }

  add({ fact }: Pick<RecordedFact, 'fact'>): void {
    if (fact.type === 'DeliveriesSettled')
      for (const line of fact.data.deliveries) this.#settled(line);
    if (fact.type === 'BuyInOrdered') this.#ordered(fact.data);
  }

  #settled(line: DataOf<'DeliveriesSettled'>['deliveries'][number]): void {
    const key = `${line.participant}/${line.instrumentId}`;
    if (line.left < 0n && line.failingSince !== undefined)
      this.#late.set(key, { quantity: -line.left, since: line.failingSince });
    else this.#late.delete(key);
  }

  #ordered(data: DataOf<'BuyInOrdered'>): void {
    const { accountId, instrumentId, quantity, buyInOn, sale } = data;
    const key = `${accountId}/${instrumentId}`;
    if (buyInOn !== this.#day) this.#bought.clear();
    this.#day = buyInOn;
    const late = this.#late.get(key);
    const bought = (this.#bought.get(key) ?? 0n) + quantity;
    this.#bought.set(key, bought);
    this.#invariant.count('buy-ins');
    this.#invariant.check(
      late !== undefined && bought <= late.quantity,
      () => `buy-in ${data.orderId}: ${bought} ${key}, late are ${late?.quantity ?? 0n}`,
    );
    this.#invariant.check(
      late !== undefined &&
        late.since <= data.failingSince &&
        weekdays(data.failingSince, buyInOn) >= DAYS[sale],
      () => `buy-in ${data.orderId}: ${key} is not late for as long as it may be`,
    );
  }
}

/** Weekdays behind a day, up to another one. @param from days since 1970-01-01, a Thursday. */
function weekdays(from: number, to: number): number {
  let count = 0;
  for (let day = from + 1; day <= to; day++) if ((day + 3) % 7 < 5) count += 1;
  return count;
}
