import { UpdateFlag } from '../update/flags.ts';
import { NANOS_PER_DAY, type MarketUpdate } from '../update/market-update.ts';
import type { UpdateSink } from '../update/sink.ts';
import { WaitingEvents } from './waiting-events.ts';

export interface ArbiterOptions {
  /** How long a missing event is waited for, in nanoseconds of the time of receipt; 50 ms by default. */
  readonly waitNanos?: number;
  /** Events that wait at most, since memory is bounded; 4 096 by default. */
  readonly eventsMax?: number;
  /** Told of events that neither line has brought: numbers from `first` to `last`. */
  readonly lost?: (first: number, last: number) => void;
}

const WAIT_NANOS = 50_000_000;
const EVENTS_MAX = 4_096;

/**
 * Makes one sequence of the lines A and B of a feed whose numbers are contiguous: the first copy of an update wins. Where an
 * event is missing, those behind it wait for the other line, until the time of receipt says that it has been long enough
 * or too many wait: then it is reported, and the next update has GAP_BEFORE. Later copies of it are dropped.
 */
export class LineArbiter {
  /** Copies that the other line had brought already, and events that neither did. */
  duplicates = 0;
  lostEvents = 0;
  readonly #sink: UpdateSink;
  readonly #waitNanos: number;
  readonly #eventsMax: number;
  readonly #lost: ((first: number, last: number) => void) | undefined;
  readonly #waiting = new WaitingEvents();
  readonly #symbols = new Map<number, string>();
  readonly #tell = (update: MarketUpdate): void => this.#pass(update);
  /** The event that is told now, and its next part. */
  #sequence = -1;
  #part = 0;
  #isGap = false;
  #sinceDay = 0;
  #sinceNanos: number = Number.MAX_SAFE_INTEGER;

  constructor(sink: UpdateSink, options: ArbiterOptions = {}) {
    this.#sink = sink;
    this.#waitNanos = options.waitNanos ?? WAIT_NANOS;
    this.#eventsMax = options.eventsMax ?? EVENTS_MAX;
    this.#lost = options.lost;
  }

  /** Where the reader of one line tells its updates; the lines number instruments and events alike. */
  line(): UpdateSink {
    return {
      instrument: (id, symbol) => this.#instrument(id, symbol),
      update: (update) => this.#take(update),
    };
  }

  /** Time of receipt has come to a point, without an update: what has been waited for long enough is given up. */
  advance(day: number, nanos: number): void {
    const waited = (day - this.#sinceDay) * NANOS_PER_DAY + (nanos - this.#sinceNanos);
    if (this.#waiting.count > 0 && waited > this.#waitNanos) this.#giveUp(day, nanos);
  }

  /** Both lines have ended: nothing is waited for any more. */
  end(): void {
    while (this.#waiting.count > 0) this.#giveUp(0, 0);
  }

  #instrument(id: number, symbol: string): void {
    if (this.#symbols.get(id) === symbol) return;
    this.#symbols.set(id, symbol);
    this.#sink.instrument(id, symbol);
  }

  #take(update: MarketUpdate): void {
    const { sequence, part, receiveDay, receiveNanos } = update;
    const isPast = sequence < this.#sequence;
    if (isPast || (sequence === this.#sequence && part < this.#part)) this.duplicates++;
    else if (this.#isNext(sequence, part)) {
      this.#pass(update);
      this.#release();
    } else if (sequence === this.#sequence) {
      // A reader makes all parts of one message: where one is missing, no other line has it in time.
      this.#isGap = true;
      this.#pass(update);
    } else {
      if (this.#waiting.count === 0) {
        this.#sinceDay = receiveDay;
        this.#sinceNanos = receiveNanos;
      }
      this.#waiting.add(update);
      if (this.#waiting.count > this.#eventsMax) this.#giveUp(receiveDay, receiveNanos);
    }
    this.advance(receiveDay, receiveNanos);
  }

  #isNext(sequence: number, part: number): boolean {
    if (this.#sequence < 0) return true;
    if (sequence === this.#sequence) return part === this.#part;
    return sequence === this.#sequence + 1 && part === 0;
  }

  #pass(update: MarketUpdate): void {
    this.#sequence = update.sequence;
    this.#part = update.part + 1;
    if (!this.#isGap) {
      this.#sink.update(update);
      return;
    }
    this.#isGap = false;
    const { flags } = update;
    update.flags = flags | UpdateFlag.GAP_BEFORE;
    this.#sink.update(update);
    update.flags = flags;
  }

  /** Tells what has waited for the event that was told last. */
  #release(): void {
    while (this.#waiting.release(this.#sequence + 1, this.#tell));
  }

  #giveUp(day: number, nanos: number): void {
    const first = this.#waiting.first;
    const from = this.#sequence + 1;
    if (first > from) {
      this.lostEvents += first - from;
      this.#lost?.(from, first - 1);
    }
    this.#isGap = true;
    this.#waiting.release(first, this.#tell);
    this.#release();
    this.#sinceDay = day;
    this.#sinceNanos = nanos;
  }
}
