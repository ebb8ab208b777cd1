import type persistent from '@eventstore/db-client/generated/persistent_pb.js';
import type shared from '@eventstore/db-client/generated/shared_pb.js';
import type { FilterOptions, ReadStart } from '../../store/filter.ts';
import {
  CONSUMER_STRATEGIES,
  type ConsumerStrategyName,
  type PersistentSettings,
} from '../../persistent/settings.ts';
import { GRPC, GrpcError } from '../../transport/status.ts';

type CreateOptions = persistent.CreateReq.Options;
type UpdateOptions = persistent.UpdateReq.Options;
type AnyOptions = CreateOptions | UpdateOptions;

const END_REVISION = '18446744073709551615';

export const nameOf = (identifier: shared.StreamIdentifier | undefined): string =>
  identifier === undefined ? '' : Buffer.from(identifier.getStreamName_asU8()).toString('utf8');

/** The stream that a create or update is about, `$all` among them; old clients name it outside of `stream`. */
export function streamOf(options: AnyOptions): string {
  if (options.hasAll()) return '$all';
  return nameOf(options.getStream()?.getStreamIdentifier() ?? options.getStreamIdentifier());
}

function startOf(options: AnyOptions): ReadStart {
  const all = options.getAll();
  if (all !== undefined) {
    if (all.hasEnd()) return 'end';
    return all.hasPosition() ? Number(all.getPosition()!.getCommitPosition()) : 'start';
  }
  const stream = options.getStream();
  if (stream !== undefined) {
    if (stream.hasEnd()) return 'end';
    return stream.hasRevision() ? revisionOf(stream.getRevision()) : 'start';
  }
  return revisionOf(options.getSettings()?.getRevision() ?? '0');
}

const revisionOf = (text: string): ReadStart =>
  text === END_REVISION ? 'end' : Number(text) === 0 ? 'start' : Number(text);

export function filterOf(options: CreateOptions): FilterOptions | undefined {
  const filter = options.getAll()?.getFilter();
  if (filter === undefined) return undefined;
  const byStream = filter.getStreamIdentifier();
  const expression = byStream ?? filter.getEventType();
  if (expression === undefined) return undefined;
  return {
    on: byStream === undefined ? 'type' : 'stream',
    expression: { regex: expression.getRegex(), prefixes: expression.getPrefixList() },
    window: filter.getMax() || 32,
    checkpointIntervalMultiplier: filter.getCheckpointintervalmultiplier() || 1,
  };
}

/** Times may come in milliseconds or in .NET ticks of 100 ns. */
const milliseconds = (ms: number, ticks: string, isMs: boolean): number =>
  isMs ? ms : Math.round(Number(ticks) / 10_000);

/** @throws GrpcError where a request says none. */
export function settingsOf(options: AnyOptions): PersistentSettings {
  const settings = options.getSettings();
  if (settings === undefined)
    throw new GrpcError(GRPC.INVALID_ARGUMENT, 'the group was given no settings');
  const byName: string = 'getConsumerStrategy' in settings ? settings.getConsumerStrategy() : '';
  const strategy =
    CONSUMER_STRATEGIES.find((name): name is ConsumerStrategyName => name === byName) ??
    CONSUMER_STRATEGIES[settings.getNamedConsumerStrategy()] ??
    'RoundRobin';
  return {
    startFrom: startOf(options),
    resolveLinks: settings.getResolveLinks(),
    extraStatistics: settings.getExtraStatistics(),
    messageTimeoutMs: milliseconds(
      settings.getMessageTimeoutMs(),
      settings.getMessageTimeoutTicks(),
      settings.hasMessageTimeoutMs(),
    ),
    maxRetryCount: settings.getMaxRetryCount(),
    checkpointAfterMs: milliseconds(
      settings.getCheckpointAfterMs(),
      settings.getCheckpointAfterTicks(),
      settings.hasCheckpointAfterMs(),
    ),
    minCheckpointCount: settings.getMinCheckpointCount(),
    maxCheckpointCount: settings.getMaxCheckpointCount(),
    maxSubscriberCount: settings.getMaxSubscriberCount(),
    liveBufferSize: settings.getLiveBufferSize(),
    readBatchSize: settings.getReadBatchSize(),
    historyBufferSize: settings.getHistoryBufferSize(),
    strategy,
  };
}
