import {
  Counter,
  Gauge,
  Histogram,
  LATENCY_BUCKETS,
  type Registry,
} from '@bellwether/platform/service';
import type { MarketData } from './app.ts';
import type { MarketStore } from './store/market-store.ts';

/** What the service says of itself on /metrics. */
export class MarketDataMetrics {
  /** Observes the time from receipt of an update to its publication, seconds. */
  readonly lag: (seconds: number) => void;
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
    const lag = new Histogram({
      name: 'market_data_lag_seconds',
      help: 'From receipt of the oldest update of a frame to its publication',
      buckets: LATENCY_BUCKETS,
      registers: [registry],
    });
    this.lag = (seconds) => lag.observe(seconds);
  }

  /** Shows what has been published, and how the sources are, at every look. */
  show(data: MarketData): void {
    const registers = [this.#registry];
    const updates = new Counter({
      name: 'market_data_updates_total',
      help: 'Updates by what became of them: published in frames, or dropped where NATS took none',
      labelNames: ['outcome'],
      registers,
      collect() {
        const { published, dropped } = data.counts;
        updates.reset();
        updates.inc({ outcome: 'published' }, published);
        updates.inc({ outcome: 'dropped' }, dropped);
      },
    });
    const quotes = new Counter({
      name: 'market_data_quotes_total',
      help: 'Consolidated quotes by what became of them: told on NATS, cached in Redis, or not',
      labelNames: ['outcome'],
      registers,
      collect() {
        const { told, cached, notCached } = data.counts;
        quotes.reset();
        quotes.inc({ outcome: 'told' }, told);
        quotes.inc({ outcome: 'cached' }, cached);
        quotes.inc({ outcome: 'not-cached' }, notCached);
      },
    });
    const sources = new Gauge({
      name: 'market_data_sources',
      help: 'Sources by how they are',
      labelNames: ['state'],
      registers,
      collect() {
        sources.reset();
        for (const { phase } of data.sources.running) sources.inc({ state: phase });
      },
    });
  }

  /** Shows what has become of rows for ClickHouse. */
  showStored(store: MarketStore): void {
    const rows = new Counter({
      name: 'market_data_stored_total',
      help: 'Rows for ClickHouse by table and what became of them: stored, or dropped where it took none in time',
      labelNames: ['table', 'outcome'],
      registers: [this.#registry],
      collect() {
        rows.reset();
        for (const [table, { stored, dropped }] of Object.entries(store.counts)) {
          rows.inc({ table, outcome: 'stored' }, stored);
          rows.inc({ table, outcome: 'dropped' }, dropped);
        }
      },
    });
  }
}
