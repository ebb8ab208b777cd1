import { uuidText } from '../event/uuid.ts';
import { json, text, type HttpHandler, type HttpResponse } from '../http/router.ts';
import type { PersistentSubscriptions } from '../persistent/registry.ts';
import type { Projections } from '../projections/registry.ts';
import { TOMBSTONE_REVISION, type StoredEvent } from '../event/event.ts';
import type { EventStore } from '../store/event-store.ts';
import { resolveLink } from '../store/links.ts';
import { streamStatus } from '../store/stream-read.ts';

export interface AdminParts {
  readonly store: EventStore;
  readonly subscriptions: PersistentSubscriptions;
  readonly projections: Projections;
}

const PAGE_EVENTS_MAX = 100;
const RECENT_EVENTS = 1000;
const TEXT_BYTES_MAX = 64 * 1024;
/** Bytes of a binary event that are shown. */
const BINARY_BYTES_MAX = 512;

function contentOf(bytes: Buffer, isText: boolean): string {
  if (!isText) return bytes.subarray(0, BINARY_BYTES_MAX).toString('hex');
  return bytes.subarray(0, TEXT_BYTES_MAX).toString('utf8');
}

function viewOf(event: StoredEvent): object {
  return {
    stream: event.stream,
    revision: event.revision === TOMBSTONE_REVISION ? '2^63-1' : event.revision,
    position: event.position,
    id: uuidText(event.id),
    type: event.type,
    created: new Date(event.created).toISOString(),
    json: event.json,
    bytes: event.data.length,
    data: contentOf(event.data, event.json || event.type === '$>' || event.type === '$@'),
    metadata: contentOf(event.metadata, true),
  };
}

const numberOf = (value: string | null, otherwise: number): number => {
  const number = value === null ? Number.NaN : Number(value);
  return Number.isSafeInteger(number) && number >= 0 ? number : otherwise;
};

/** The page's data, read-only, under `/admin/api/`. */
export function adminApi({ store, subscriptions, projections }: AdminParts): HttpHandler {
  const routes: Readonly<Record<string, (query: URLSearchParams) => HttpResponse>> = {
    overview: () => json(overview(store)),
    all: (query) => {
      const before = numberOf(query.get('before'), Number.MAX_SAFE_INTEGER);
      return json(store.allBackward(before).next(PAGE_EVENTS_MAX).events.map(viewOf));
    },
    stream: (query) => streamPage(store, query),
    subscriptions: () => json(subscriptions.list().map(subscriptionView)),
    projections: () => json(projections.list().map(projectionView)),
  };
  return ({ method, path, query }) => {
    const name = path.startsWith('/admin/api/') ? path.slice('/admin/api/'.length) : undefined;
    if (name === undefined || method !== 'GET' || !Object.hasOwn(routes, name)) return undefined;
    return routes[name]!(query);
  };
}

function overview(store: EventStore): object {
  const recent = new Map<string, string>();
  const reading = store.allBackward(Number.MAX_SAFE_INTEGER);
  for (const { stream, created } of reading.next(RECENT_EVENTS).events)
    if (!recent.has(stream)) recent.set(stream, new Date(created).toISOString());
  const { log, index } = store;
  return {
    database: store.databaseId,
    logEnd: log.durableEnd,
    segments: log.segments.length,
    appends: log.written.appends,
    indexMemory: index.tableMemory,
    recentStreams: [...recent].map(([stream, changed]) => ({ stream, changed })),
  };
}

function streamPage(store: EventStore, query: URLSearchParams): HttpResponse {
  const name = query.get('name') ?? '';
  if (name === '') return text('a stream must be named', 400);
  const state = store.stream(name);
  const status = streamStatus(state);
  if (status !== 'exists') return json({ name, status, events: [] });
  const reader = store.recordReader();
  const from = numberOf(query.get('from'), Number.MAX_SAFE_INTEGER);
  const { events } = store.readBackward(reader, state, from, PAGE_EVENTS_MAX);
  const shown = events.map((event) => {
    const { event: target, link } = resolveLink(store, reader, event, () => true);
    return link === undefined
      ? viewOf(event)
      : { ...viewOf(event), target: target && viewOf(target) };
  });
  const { metadata, last } = state.durable;
  return json({ name, status, last, metadata: metadata.json, events: shown });
}

const subscriptionView = (
  subscription: ReturnType<PersistentSubscriptions['list']>[number],
): object => ({
  stream: subscription.source.stream,
  group: subscription.group,
  status: subscription.status,
  strategy: subscription.settings.strategy,
  clients: subscription.consumers.size,
  inFlight: subscription.consumers.inFlight,
  retrying: subscription.retries.size,
  parked: subscription.parking.count,
  perSecond: subscription.rate.perSecond,
  checkpoint: subscription.lastCheckpoint ?? '',
});

const projectionView = (projection: ReturnType<Projections['list']>[number]): object => ({
  name: projection.definition.name,
  mode: projection.definition.mode,
  status: projection.status,
  reason: projection.reason,
  progress: projection.progress,
  position: projection.next,
  processed: projection.processed,
});
