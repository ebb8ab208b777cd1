import {
  pendingKey,
  type CommandId,
  type InstrumentId,
  type PendingKey,
  type Price,
} from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import { derivedId } from '@bellwether/platform/runtime';
import type { RecordedFact } from '@bellwether/projections/facts';
import type { FactReading } from '../runtime/reactor.ts';
import type { ProcessRuntime } from '../runtime/runtime.ts';
import { streamsWith } from '../runtime/streams.ts';
import { submit } from '../runtime/submit.ts';
import { AlertWatch, type WatchedAlert } from './alert-watch.ts';
import { ALERT_MEMORY, priceAlerts } from './price-alerts.ts';

/** Prices of sales anywhere in the market, in the order in which they are to be looked at. */
export interface MarketPrices {
  readonly symbol: string;
  readonly prices: readonly Price[];
}

/** Lets prices of the market be heard; the returned function ends that. */
export type HearPrices = (heard: (prices: readonly MarketPrices[]) => void) => () => void;

export interface MarketAlertsOptions {
  readonly runtime: ProcessRuntime;
  readonly reading: Pick<FactReading, 'factsOf'>;
  readonly hear: HearPrices;
  readonly logger: Logger;
}

/** Commands under way at a time; what else is reached is found again by the next look. */
const AT_ONCE_MAX = 64;
/** Sales of the market stand behind those of the log that share their position with them. */
const INDEX_FROM = 1_000_000;

/**
 * Watches the prices of the whole market for the alerts that they fire, beside the sales of this platform. A price of the
 * market stands in no log: it is observed behind the last fact that is known here, and what it fired says so. A look compares
 * prices with what waits, so whatever was not done is done at the next one.
 */
export class MarketAlerts {
  readonly #options: MarketAlertsOptions;
  readonly #watch = new AlertWatch();
  readonly #bySymbol = new Map<string, InstrumentId>();
  readonly #symbolOf = new Map<InstrumentId, string>();
  readonly #busy = new Set<PendingKey>();
  /** Last price of each instrument. */
  readonly #last = new Map<InstrumentId, Price>();
  #head = 0n;
  #index = INDEX_FROM;

  constructor(options: MarketAlertsOptions) {
    this.#options = options;
  }

  /** Runs until the signal. @throws errors of the log that trying again cannot help. */
  async run(): Promise<void> {
    const { runtime, reading, hear } = this.#options;
    const streams = streamsWith([...Object.keys(ALERT_MEMORY), 'SymbolChanged']);
    let deaf: (() => void) | undefined;
    try {
      for await (const message of runtime.follow(streams, undefined, runtime.signal)) {
        // Before, alerts that have ended since would seem to wait.
        if (message.kind === 'caughtUp') deaf ??= hear((prices) => this.#heard(prices));
        else this.#head = message.position;
        if (message.kind === 'event')
          for (const recorded of await reading.factsOf(message.event)) this.#take(recorded);
      }
    } finally {
      deaf?.();
    }
  }

  #take(recorded: RecordedFact): void {
    const { fact } = recorded;
    if (fact.type === 'InstrumentListed' || fact.type === 'SymbolChanged') {
      const { instrumentId, symbol } = fact.data;
      this.#bySymbol.delete(this.#symbolOf.get(instrumentId) ?? '');
      this.#bySymbol.set(symbol, instrumentId);
      this.#symbolOf.set(instrumentId, symbol);
    }
    const take = ALERT_MEMORY[fact.type] as
      | ((watch: AlertWatch, data: unknown, recorded: RecordedFact) => void)
      | undefined;
    take?.(this.#watch, fact.data, recorded);
  }

  #heard(all: readonly MarketPrices[]): void {
    if (this.#watch.isEmpty) return;
    for (const { symbol, prices } of all) {
      const instrumentId = this.#bySymbol.get(symbol);
      if (instrumentId === undefined || !this.#watch.isWatched(instrumentId)) continue;
      for (const price of prices) this.#look(instrumentId, price);
      const last = prices.at(-1);
      if (last !== undefined) this.#last.set(instrumentId, last);
    }
  }

  #look(instrumentId: InstrumentId, price: Price): void {
    const place = { position: this.#head, index: this.#index };
    for (const alert of this.#watch.reached(instrumentId, price, place)) {
      const key = pendingKey(alert.accountId, alert.alertId);
      if (this.#busy.has(key)) continue;
      if (this.#busy.size >= AT_ONCE_MAX) return;
      this.#busy.add(key);
      void this.#observe(instrumentId, alert, price).finally(() => {
        this.#busy.delete(key);
        const last = this.#last.get(instrumentId);
        if (last !== undefined && last !== price) this.#look(instrumentId, last);
      });
    }
  }

  async #observe(instrumentId: InstrumentId, alert: WatchedAlert, price: Price): Promise<void> {
    const { runtime, logger } = this.#options;
    const place = { position: this.#head, index: this.#index++ };
    const { accountId, alertId } = alert;
    const previousClose = this.#watch.closeBefore(instrumentId, place.position) ?? price;
    const name = `market/${place.position}.${place.index}/${pendingKey(accountId, alertId)}`;
    const at = runtime.runtime.clock();
    const data = { accountId, alertId, price, previousClose, ...place, at };
    const id = derivedId(`${priceAlerts.name}/${name}`) as CommandId;
    const due = { id, process: priceAlerts.name, command: { type: 'ObservePrice', data } } as const;
    try {
      // What it means the alert says, by a fact: it may know of a sale that is not known here yet.
      await submit(runtime, due, logger);
    } catch (error) {
      if (!runtime.signal.aborted)
        logger.warn({ err: error, alertId }, 'a price of the market could not be observed');
    }
  }
}
