import { Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import type { PersistentSubscriptions } from '../persistent/registry.ts';
import type { Projections } from '../projections/registry.ts';
import type { EventStore } from '../store/event-store.ts';
import type { SubscriptionHub } from '../subscriptions/hub.ts';
import type { GrpcService } from '../transport/grpc-server.ts';
import type { HttpHandler } from './router.ts';

export interface Measured {
  readonly store: EventStore;
  readonly hub: SubscriptionHub;
  readonly subscriptions: PersistentSubscriptions;
  readonly projections: Projections;
  readonly grpc: GrpcService;
}

/** `/metrics` for Prometheus. Values are read when asked for; nothing is counted twice on the hot path. */
export function metrics({ store, hub, subscriptions, projections, grpc }: Measured): HttpHandler {
  const registry = new Registry();
  const { log, index } = store;
  collectDefaultMetrics({ register: registry });
  const gauges: readonly (readonly [name: string, help: string, value: () => number])[] = [
    ['log_end_bytes', 'Log position after the last durable event.', () => log.durableEnd],
    ['log_pending_bytes', 'Bytes accepted and not durable yet.', () => log.pendingBytes],
    ['log_segments', 'Files of the log.', () => log.segments.length],
    ['appends_total', 'Appends accepted since the start.', () => log.written.appends],
    ['events_total', 'Events accepted since the start.', () => log.written.events],
    ['commits_total', 'Durable writes since the start.', () => log.written.commits],
    ['commit_seconds_total', 'Time spent in durable writes.', () => log.written.commitMs / 1000],
    ['index_memory_bytes', 'Memory held by index tables.', () => index.tableMemory],
    ['calls_open', 'Open gRPC calls.', () => grpc.openCalls],
    ['unfinished_bytes', 'Bytes of requests not arrived in full.', () => grpc.unfinishedBytes],
    ['subscriptions_live', 'Live catch-up subscriptions.', () => hub.count],
  ];
  for (const [name, help, value] of gauges) {
    const gauge: Gauge = new Gauge({
      name: `eventstore_${name}`,
      help,
      registers: [registry],
      collect: () => gauge.set(value()),
    });
  }
  groupGauge(registry, 'parked', 'Parked messages.', () =>
    subscriptions.list().map((s) => [s.source.stream, s.group, s.parking.count]),
  );
  groupGauge(registry, 'outstanding', 'Messages not answered yet.', () =>
    subscriptions.list().map((s) => [s.source.stream, s.group, s.outstandingCount]),
  );
  const running: Gauge = new Gauge({
    name: 'eventstore_projection_running',
    help: 'Whether a projection runs.',
    labelNames: ['projection', 'status'],
    registers: [registry],
    collect() {
      running.reset();
      for (const { definition, status, isRunning } of projections.list())
        running.set({ projection: definition.name, status }, isRunning ? 1 : 0);
    },
  });
  return async ({ method, path }) =>
    method === 'GET' && path === '/metrics'
      ? { status: 200, type: registry.contentType, body: await registry.metrics() }
      : undefined;
}

function groupGauge(
  registry: Registry,
  name: string,
  help: string,
  values: () => (readonly [stream: string, group: string, value: number])[],
): void {
  const gauge: Gauge = new Gauge({
    name: `eventstore_persistent_subscription_${name}`,
    help,
    labelNames: ['stream', 'group'],
    registers: [registry],
    collect() {
      gauge.reset();
      for (const [stream, group, value] of values()) gauge.set({ stream, group }, value);
    },
  });
}
