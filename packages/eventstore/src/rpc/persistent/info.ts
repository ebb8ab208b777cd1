import persistent from '@eventstore/db-client/generated/persistent_pb.js';
import type { Consumer } from '../../persistent/consumer.ts';
import type { PersistentSubscription } from '../../persistent/subscription.ts';

const { SubscriptionInfo } = persistent;

/** `start_from` as text: "0" and "-1" for start and end of a stream, positions for `$all`. */
function startText({ settings, source }: PersistentSubscription): string {
  const { startFrom } = settings;
  const value = startFrom === 'start' ? 0 : startFrom === 'end' ? -1 : startFrom;
  return source.stream === '$all' ? `C:${value}/P:${value}` : String(value);
}

function connectionInfo(consumer: Consumer): persistent.SubscriptionInfo.ConnectionInfo {
  const info = new SubscriptionInfo.ConnectionInfo();
  info.setFrom(consumer.call.peer);
  info.setUsername(consumer.call.user?.name ?? 'anonymous');
  info.setConnectionName(String(consumer.call.headers['connection-name'] ?? ''));
  info.setAverageItemsPerSecond(consumer.rate.perSecond);
  info.setTotalItems(String(consumer.rate.total));
  info.setCountSinceLastMeasurement(String(consumer.rate.sinceLastMeasurement));
  info.setAvailableSlots(consumer.availableSlots);
  info.setInFlightMessages(consumer.inFlight.size);
  for (const [key, value] of consumer.latencies?.measurements() ?? []) {
    const measurement = new SubscriptionInfo.Measurement();
    measurement.setKey(key);
    measurement.setValue(String(value));
    info.addObservedMeasurements(measurement);
  }
  return info;
}

/** Everything the protocol tells about a subscription group. */
export function subscriptionInfo(
  subscription: PersistentSubscription,
): persistent.SubscriptionInfo {
  const { settings, events, consumers } = subscription;
  const info = new SubscriptionInfo();
  info.setEventSource(subscription.source.stream);
  info.setGroupName(subscription.group);
  info.setStatus(subscription.status);
  info.setConnectionsList([...consumers].map(connectionInfo));
  info.setAveragePerSecond(subscription.rate.perSecond);
  info.setTotalItems(String(subscription.rate.total));
  info.setCountSinceLastMeasurement(String(subscription.rate.sinceLastMeasurement));
  info.setLastCheckpointedEventPosition(subscription.lastCheckpoint ?? '');
  const last = events.last();
  info.setLastKnownEventPosition(last < 0 ? '' : events.text(last));
  info.setResolveLinkTos(settings.resolveLinks);
  info.setStartFrom(startText(subscription));
  info.setMessageTimeoutMilliseconds(settings.messageTimeoutMs);
  info.setExtraStatistics(settings.extraStatistics);
  info.setMaxRetryCount(settings.maxRetryCount);
  info.setLiveBufferSize(settings.liveBufferSize);
  info.setBufferSize(settings.historyBufferSize);
  info.setReadBatchSize(settings.readBatchSize);
  info.setCheckPointAfterMilliseconds(settings.checkpointAfterMs);
  info.setMinCheckPointCount(settings.minCheckpointCount);
  info.setMaxCheckPointCount(settings.maxCheckpointCount);
  info.setReadBufferCount(subscription.bufferCount);
  info.setLiveBufferCount('0');
  info.setRetryBufferCount(subscription.retries.size);
  info.setTotalInFlightMessages(consumers.inFlight);
  info.setOutstandingMessagesCount(subscription.outstandingCount);
  info.setNamedConsumerStrategy(settings.strategy);
  info.setMaxSubscriberCount(settings.maxSubscriberCount);
  info.setParkedMessageCount(String(subscription.parking.count));
  return info;
}
