import {
  addDays,
  expiredThrough,
  instantOf,
  newYorkTime,
  type CivilDate,
  type Instant,
  type InstrumentId,
  type TradingState,
} from '@bellwether/domain';
import { CancelReason } from '@bellwether/engine';
import type { BookControl } from '../engine-port/book-control.ts';
import type { EnginePort } from '../engine-port/engine-port.ts';
import type { Place } from './elsewhere.ts';
import type { Cause } from '../engine-port/turn.ts';
import type { VenueQuotes } from '../engine-port/venue-quotes.ts';

export interface HousekeepingOptions {
  readonly here: Place;
  readonly state: TradingState;
  readonly port: EnginePort;
  readonly control: BookControl;
  readonly quotes: VenueQuotes;
  /** Told of each instrument that is suspended. */
  readonly onSuspended: ((instrumentId: InstrumentId, reason: string) => void) | undefined;
}

/**
 * What nobody sends a command for: quotes of venues that are not heard any more leave the books, GTD orders end when their
 * last day is over, orders do not outlive their instrument, and an instrument whose book cannot be done with as a fact asks is
 * suspended, so that the others trade on.
 */
export class Housekeeping {
  readonly #options: HousekeepingOptions;
  /** The day through which GTD orders have been ended; undefined: none yet, since the start. */
  #through: CivilDate | undefined;
  /** It is asked again when the session changes, and at midnight in New York. */
  #session: TradingState['session'] | undefined;
  #midnight: Instant = 0n;

  constructor(options: HousekeepingOptions) {
    this.#options = options;
  }

  /** Whether there is anything to do. @param at ns since 1970 UTC. */
  isDue(at: Instant): boolean {
    const { state, port, quotes } = this.#options;
    if (port.hasRefusals || quotes.isDue(at)) return true;
    if (state.session === this.#session && at < this.#midnight) return false;
    if (expiredThrough(state, at) !== this.#through) return true;
    this.#lookAgainLater(at);
    return false;
  }

  /** @param at when, ns since 1970 UTC. */
  async run(at: Instant, cause: Cause): Promise<void> {
    const { state, control, port, quotes } = this.#options;
    // What was not heard again is not there any more: nothing may trade with it.
    if (quotes.isDue(at))
      for (const gone of quotes.expire(at))
        if (port.books.has(gone.instrumentId)) await control.quote(gone, cause);
    if (this.#through === undefined) this.#endDelisted(cause);
    const through = expiredThrough(state, at);
    if (through !== this.#through)
      for (const instrumentId of this.#here()) await control.expire(instrumentId, through, cause);
    this.#through = through;
    this.#lookAgainLater(at);
    await this.suspend(cause);
  }

  #lookAgainLater(at: Instant): void {
    this.#session = this.#options.state.session;
    this.#midnight = instantOf(addDays(newYorkTime(at).date, 1), 0n);
  }

  /** Suspends the instruments whose books have been refused something since the last time. */
  async suspend(cause: Cause): Promise<void> {
    const { state, port, control, onSuspended } = this.#options;
    for (const [instrumentId, reason] of port.takeRefusals()) {
      const instrument = state.instruments.get(instrumentId);
      if (instrument === undefined || instrument.suspended === true) continue;
      const data = { instrumentId, reason: `the engine refused: ${reason}` };
      cause.record({ type: 'TradingSuspended', data });
      await control.hold(instrumentId, cause);
      onSuspended?.(instrumentId, data.reason);
    }
  }

  /** Of a journal from before orders ended with their instrument: there is no book for them. */
  #endDelisted(cause: Cause): void {
    const { state, control } = this.#options;
    for (const { instrumentId, delisted } of state.instruments.values())
      if (delisted)
        for (const order of state.orders.ofInstrument(instrumentId))
          control.end(order, CancelReason.ADMIN, cause);
  }

  /** The instruments that are traded here. */
  *#here(): Generator<InstrumentId> {
    const { state, here } = this.#options;
    for (const { instrumentId, partition, move, delisted } of state.instruments.values())
      if (partition === here.partition && move === undefined && !delisted) yield instrumentId;
  }
}
