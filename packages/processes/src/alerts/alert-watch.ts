import {
  isArmedWhenSet,
  isBehind,
  isTriggered,
  pendingKey,
  triggerOf,
  type AccountId,
  type AlertTerms,
  type CommandId,
  type InstrumentId,
  type PendingKey,
  type Price,
  type SalePlace,
} from '@bellwether/domain';
import { PriceLadder } from './price-ladder.ts';

/** An alert as the watch knows it: whose it is, too, since two accounts may set alerts under one id. */
export interface WatchedAlert {
  readonly alertId: CommandId;
  readonly accountId: AccountId;
}

interface Waiting extends WatchedAlert {
  terms: AlertTerms;
  armed: boolean;
  /** The last sale that changed it, or where it was set: sales before are none of its. */
  last: SalePlace;
}

/** A close counts from the position where it was published. */
interface Close {
  readonly from: bigint;
  readonly price: Price;
}

/** Closes that are kept of an instrument: sales that are still looked at are of the last day or of the one before. */
const CLOSES_KEPT = 2;

interface Instrument {
  closes: Close[];
  readonly alerts: Map<PendingKey, Waiting>;
  /** What each alert waits for next, by the side from which its price is reached. */
  readonly above: PriceLadder<Waiting>;
  readonly below: PriceLadder<Waiting>;
}

/**
 * Every alert that waits, ordered by the price that it waits for: a sale costs a look at the two nearest ones, however many
 * there are. It is a fold of the facts of alerts and closes; what is known before its fact is counted once.
 */
export class AlertWatch {
  readonly #instruments = new Map<InstrumentId, Instrument>();
  readonly #instrumentOf = new Map<PendingKey, InstrumentId>();

  /** The official close of an instrument, or the reference price that it was listed with. @param from log position. */
  close(instrumentId: InstrumentId, price: Price, from: bigint): void {
    const instrument = this.#at(instrumentId);
    instrument.closes = [...instrument.closes, { from, price }].slice(-CLOSES_KEPT);
    // Moves are counted from it.
    for (const alert of instrument.alerts.values()) this.#place(instrument, alert);
  }

  /** An alert waits. @param setAt log position. */
  add(alertId: CommandId, terms: AlertTerms, setAt: bigint): void {
    const { accountId, instrumentId } = terms;
    const key = pendingKey(accountId, alertId);
    const last = { position: setAt, index: 0 };
    const alert = { alertId, accountId, terms, armed: isArmedWhenSet(terms), last };
    const instrument = this.#at(instrumentId);
    this.#instrumentOf.set(key, instrumentId);
    instrument.alerts.set(key, alert);
    this.#place(instrument, alert);
  }

  /** The price of an alert is another one. @param from sales before this log position mean nothing. */
  restate(one: WatchedAlert, price: Price, from: bigint): void {
    const { instrument, alert } = this.#find(one);
    if (instrument === undefined || alert === undefined) return;
    alert.terms = { ...alert.terms, price };
    alert.last = { position: from, index: 0 };
    this.#place(instrument, alert);
  }

  /** The alerts on an instrument that wait for a price, with that. */
  waitingFor(instrumentId: InstrumentId): readonly (WatchedAlert & { readonly price: Price })[] {
    return [...(this.#instruments.get(instrumentId)?.alerts.values() ?? [])].flatMap(
      ({ accountId, alertId, terms: { price } }) =>
        price === undefined ? [] : [{ accountId, alertId, price }],
    );
  }

  /** All alerts on an instrument. */
  alertsOf(instrumentId: InstrumentId): readonly WatchedAlert[] {
    const alerts = this.#instruments.get(instrumentId)?.alerts.values() ?? [];
    return [...alerts].map(({ accountId, alertId }) => ({ accountId, alertId }));
  }

  /** An alert waits no longer. */
  remove(one: WatchedAlert): void {
    const { key, instrument, alert } = this.#find(one);
    if (instrument === undefined || alert === undefined) return;
    this.#instrumentOf.delete(key);
    instrument.alerts.delete(key);
    instrument.above.delete(alert);
    instrument.below.delete(alert);
  }

  /** A sale has fired an alert, or armed it. What is known of it already counts once. */
  changed(one: WatchedAlert, armed: boolean, sale: SalePlace): void {
    const { instrument, alert } = this.#find(one);
    if (instrument === undefined || alert === undefined || !isBehind(sale, alert.last)) return;
    if (!armed && !alert.terms.repeats) return this.remove(one);
    alert.armed = armed;
    alert.last = sale;
    this.#place(instrument, alert);
  }

  /** A sale has changed an alert, as `reached` said it would; its fact comes later. */
  foresee(one: WatchedAlert, sale: SalePlace): void {
    const { alert } = this.#find(one);
    if (alert !== undefined) this.changed(one, !alert.armed, sale);
  }

  /** Whether no alert waits at all. */
  get isEmpty(): boolean {
    return this.#instrumentOf.size === 0;
  }

  /** Whether any alert waits for an instrument's price. */
  isWatched(instrumentId: InstrumentId): boolean {
    return (this.#instruments.get(instrumentId)?.alerts.size ?? 0) > 0;
  }

  /** The alerts that a sale changes. */
  reached(instrumentId: InstrumentId, price: Price, sale: SalePlace): readonly WatchedAlert[] {
    const instrument = this.#instruments.get(instrumentId);
    if (instrument === undefined) return [];
    const { above, below } = instrument;
    const close = this.closeBefore(instrumentId, sale.position) ?? price;
    // Where a close has just been published, alerts are placed by it already, and the sale is still one of the day before.
    return [...above.upTo(price), ...below.upTo(-price)].filter(
      ({ terms, armed, last }) =>
        isBehind(sale, last) && isTriggered(triggerOf(terms, armed, close), price),
    );
  }

  /** The close before a log position; undefined: the instrument was not listed then. */
  closeBefore(instrumentId: InstrumentId, at: bigint): Price | undefined {
    const closes = this.#instruments.get(instrumentId)?.closes ?? [];
    return (closes.findLast(({ from }) => from < at) ?? closes[0])?.price;
  }

  #at(instrumentId: InstrumentId): Instrument {
    const known = this.#instruments.get(instrumentId);
    if (known !== undefined) return known;
    const [above, below] = [new PriceLadder<Waiting>(), new PriceLadder<Waiting>()];
    const instrument: Instrument = { closes: [], alerts: new Map(), above, below };
    this.#instruments.set(instrumentId, instrument);
    return instrument;
  }

  #find({ accountId, alertId }: WatchedAlert): {
    readonly key: PendingKey;
    readonly instrument: Instrument | undefined;
    readonly alert: Waiting | undefined;
  } {
    const key = pendingKey(accountId, alertId);
    const instrumentId = this.#instrumentOf.get(key);
    const instrument = instrumentId && this.#instruments.get(instrumentId);
    return { key, instrument, alert: instrument?.alerts.get(key) };
  }

  #place({ above, below, closes }: Instrument, alert: Waiting): void {
    const trigger = triggerOf(alert.terms, alert.armed, closes.at(-1)?.price ?? 0n);
    above.delete(alert);
    below.delete(alert);
    if (trigger.side === 'AT_OR_ABOVE') above.set(alert, trigger.price);
    // Highest first: the ladder is climbed downwards.
    else below.set(alert, -trigger.price);
  }
}
