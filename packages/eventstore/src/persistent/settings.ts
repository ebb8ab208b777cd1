import type { FilterOptions, ReadStart } from '../store/filter.ts';

export const CONSUMER_STRATEGIES = [
  'DispatchToSingle',
  'RoundRobin',
  'Pinned',
  'PinnedByCorrelation',
] as const;
export type ConsumerStrategyName = (typeof CONSUMER_STRATEGIES)[number];

/** How a persistent subscription behaves. Times in milliseconds, counts in events. */
export interface PersistentSettings {
  /** First event delivered: a revision, or for `$all` a log position. Inclusive. */
  readonly startFrom: ReadStart;
  readonly resolveLinks: boolean;
  readonly extraStatistics: boolean;
  /** 0: a delivered event may stay unanswered for ever. */
  readonly messageTimeoutMs: number;
  readonly maxRetryCount: number;
  readonly checkpointAfterMs: number;
  /** May be above the upper bound, as in the real server, which then decides alone. */
  readonly minCheckpointCount: number;
  readonly maxCheckpointCount: number;
  /** 0: no limit. */
  readonly maxSubscriberCount: number;
  readonly liveBufferSize: number;
  readonly readBatchSize: number;
  readonly historyBufferSize: number;
  readonly strategy: ConsumerStrategyName;
}

/** Which events a subscription group is about. */
export interface PersistentSource {
  /** A stream's name, or `$all`. */
  readonly stream: string;
  readonly filter: FilterOptions | undefined;
}

/** Settings that no subscription can work with. */
export class InvalidSettingsError extends Error {
  override readonly name = 'InvalidSettingsError';
  readonly code = 'INVALID_PERSISTENT_SUBSCRIPTION_SETTINGS';
}

/** @throws InvalidSettingsError */
export function checkSettings(settings: PersistentSettings): void {
  const counts = {
    'buffer size': settings.historyBufferSize,
    'live buffer size': settings.liveBufferSize,
    'read batch size': settings.readBatchSize,
  };
  for (const [name, value] of Object.entries(counts))
    if (value <= 0) throw new InvalidSettingsError(`the ${name} must be positive`);
  const { readBatchSize, historyBufferSize, maxRetryCount, maxSubscriberCount } = settings;
  if (readBatchSize >= historyBufferSize)
    throw new InvalidSettingsError('the read batch size must be smaller than the buffer size');
  if (maxRetryCount < 0 || maxSubscriberCount < 0 || settings.messageTimeoutMs < 0)
    throw new InvalidSettingsError('retry count, subscriber count and time-out cannot be negative');
}

export const subscriptionKey = (stream: string, group: string): string => `${stream}::${group}`;
