import { GroupError, type PersistentSubscriptions } from '../persistent/registry.ts';
import type { PersistentSubscription } from '../persistent/subscription.ts';
import type { Consumer } from '../persistent/consumer.ts';
import { json, text, type HttpHandler, type HttpResponse } from './router.ts';

const numberOf = (position: string | undefined): number => {
  const number = Number(position ?? -1);
  return Number.isNaN(number) ? -1 : number;
};

const connectionOf = (consumer: Consumer): object => ({
  from: consumer.call.peer,
  username: consumer.call.user?.name ?? 'anonymous',
  connectionName: String(consumer.call.headers['connection-name'] ?? ''),
  averageItemsPerSecond: consumer.rate.perSecond,
  totalItemsProcessed: consumer.rate.total,
  countSinceLastMeasurement: consumer.rate.sinceLastMeasurement,
  availableSlots: consumer.availableSlots,
  inFlightMessages: consumer.inFlight.size,
  extraStatistics: (consumer.latencies?.measurements() ?? []).map(([key, value]) => ({
    key,
    value,
  })),
});

/** A group as the HTTP interface of the real server shows it. */
function infoOf(subscription: PersistentSubscription): object {
  const { settings, source, events, consumers } = subscription;
  const { startFrom } = settings;
  const last = events.last();
  return {
    eventStreamId: source.stream,
    groupName: subscription.group,
    status: subscription.status,
    averageItemsPerSecond: subscription.rate.perSecond,
    totalItemsProcessed: subscription.rate.total,
    countSinceLastMeasurement: subscription.rate.sinceLastMeasurement,
    lastProcessedEventNumber: numberOf(subscription.lastCheckpoint),
    lastKnownEventNumber: last,
    readBufferCount: subscription.bufferCount,
    liveBufferCount: 0,
    retryBufferCount: subscription.retries.size,
    totalInFlightMessages: consumers.inFlight,
    outstandingMessagesCount: subscription.outstandingCount,
    parkedMessageCount: subscription.parking.count,
    config: {
      startFrom: startFrom === 'start' ? 0 : startFrom === 'end' ? -1 : startFrom,
      resolveLinktos: settings.resolveLinks,
      extraStatistics: settings.extraStatistics,
      messageTimeoutMilliseconds: settings.messageTimeoutMs,
      maxRetryCount: settings.maxRetryCount,
      checkPointAfterMilliseconds: settings.checkpointAfterMs,
      minCheckPointCount: settings.minCheckpointCount,
      maxCheckPointCount: settings.maxCheckpointCount,
      maxSubscriberCount: settings.maxSubscriberCount,
      liveBufferSize: settings.liveBufferSize,
      readBatchSize: settings.readBatchSize,
      bufferSize: settings.historyBufferSize,
      namedConsumerStrategy: settings.strategy,
    },
    connections: [...consumers].map(connectionOf),
  };
}

/** `/subscriptions…`: what clients use where the gRPC methods are not advertised. */
export const persistentFallback =
  (subscriptions: PersistentSubscriptions): HttpHandler =>
  async ({ method, path, query }) => {
    const [root, ...parts] = path.split('/').slice(1).map(decode);
    if (root !== 'subscriptions' || parts.includes(undefined)) return undefined;
    const [stream, group, action] = parts as string[];
    try {
      if (method === 'POST' && stream === 'restart' && group === undefined) {
        await subscriptions.restart();
        return text('');
      }
      if (method === 'GET' && group === undefined) return listing(subscriptions, stream);
      if (method === 'GET' && action === 'info')
        return json(infoOf(subscriptions.get(stream!, group!)));
      if (method === 'POST' && action === 'replayParked') {
        const stopAt = query.get('stopAt');
        subscriptions
          .get(stream!, group!)
          .replayParked(stopAt === null ? undefined : Number(stopAt));
        return text('');
      }
      return undefined;
    } catch (error) {
      if (error instanceof GroupError && error.problem === 'missing') return text('Not Found', 404);
      throw error;
    }
  };

function listing(subscriptions: PersistentSubscriptions, stream: string | undefined): HttpResponse {
  const found = subscriptions.list(stream);
  if (stream !== undefined && found.length === 0) return text('Not Found', 404);
  return json(
    found.map(({ source, group }) => ({ eventStreamId: source.stream, groupName: group })),
  );
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
