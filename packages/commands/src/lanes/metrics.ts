import type { Outcome } from '@bellwether/domain';
import { refusedReplies } from '@bellwether/platform/nats';
import {
  Counter,
  Gauge,
  Histogram,
  LATENCY_BUCKETS,
  type Registry,
} from '@bellwether/platform/service';
import type { Refusal } from './refusal.ts';

const MS_PER_SECOND = 1_000;

/**
 * What became of a venue's quote: the books have it; a newer one came before its turn; a book cannot count it; the platform
 * does not list it; or the message could not be read.
 */
export type QuoteOutcome = 'taken' | 'superseded' | 'refused' | 'unlisted' | 'damaged';

/** What the write side tells about itself on /metrics. */
export class CommandMetrics {
  /** Requests whose answer was to go to somebody else. */
  readonly refusedReplies: Counter;
  readonly #processing: Histogram;
  readonly #throughput: Counter;
  readonly #execution: Histogram;
  readonly #waiting: Histogram;
  readonly #refused: Counter;
  readonly #quotes: Counter;
  #suspended: () => number = () => 0;

  constructor(registry: Registry) {
    this.refusedReplies = refusedReplies(registry);
    this.#processing = new Histogram({
      name: 'order_processing_latency_seconds',
      help: 'From the arrival of an order command to its durable answer',
      buckets: LATENCY_BUCKETS,
      registers: [registry],
    });
    this.#throughput = new Counter({
      name: 'order_throughput_total',
      help: 'Order commands answered, by outcome',
      labelNames: ['outcome'],
      registers: [registry],
    });
    this.#execution = new Histogram({
      name: 'trade_execution_latency_seconds',
      help: 'From the arrival of an order to the durability of its executions',
      buckets: LATENCY_BUCKETS,
      registers: [registry],
    });
    this.#waiting = new Histogram({
      name: 'command_waiting_seconds',
      help: 'From the arrival of a message with order commands to its turn',
      buckets: LATENCY_BUCKETS,
      registers: [registry],
    });
    this.#refused = new Counter({
      name: 'command_messages_refused_total',
      help: 'Messages answered unread, by what they concern and by reason: overloaded, expired, unavailable',
      labelNames: ['context', 'reason'],
      registers: [registry],
    });
    this.#quotes = new Counter({
      name: 'venue_quotes_total',
      help: 'Quotes of other venues, by what became of them: taken, superseded, refused, unlisted, damaged',
      labelNames: ['outcome'],
      registers: [registry],
    });
    const suspended = (): number => this.#suspended();
    new Gauge({
      name: 'suspended_instruments',
      help: 'Instruments that the platform holds because the engine could not do what a fact asks',
      registers: [registry],
      collect() {
        this.set(suspended());
      },
    });
  }

  /** @param count tells how many instruments the platform has suspended; it is asked whenever somebody looks. */
  watchSuspended(count: () => number): void {
    this.#suspended = count;
  }

  /** A message came to its turn. @param ms since it came. */
  waited(ms: number): void {
    this.#waiting.observe(ms / MS_PER_SECOND);
  }

  /** A message was answered unread. */
  refused(context: string, reason: Refusal['reason']): void {
    this.#refused.inc({ context, reason });
  }

  /** Quotes of venues were heard. */
  quoted(outcome: QuoteOutcome, count = 1): void {
    this.#quotes.inc({ outcome }, count);
  }

  /** @param ns from arrival to answer. */
  answered(outcome: Outcome, ns: bigint): void {
    const seconds = Number(ns) / 1e9;
    this.#throughput.inc({ outcome: outcome.status });
    this.#processing.observe(seconds);
    if (
      outcome.status === 'accepted' &&
      outcome.order !== undefined &&
      outcome.order.executed !== '0'
    )
      this.#execution.observe(seconds);
  }
}
