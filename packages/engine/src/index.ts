// The host's door to the matching engine. Start with `createThreadedEngine` or `createInlineEngine`.
export { createInlineEngine } from './host/inline-engine.ts';
export { createThreadedEngine } from './host/threaded-engine.ts';
export { createCommandProducer } from './host/command-producer.ts';
export type { CommandProducerOptions } from './host/command-producer.ts';
export type {
  CommandPort,
  Engine,
  EngineQueries,
  EventHandler,
  ThreadedEngine,
} from './host/engine.ts';
export { EngineCrashedError, EngineStartError, EngineStoppedError } from './host/errors.ts';
export type { EngineOptions, ThreadedEngineOptions } from './host/options.ts';
export type { EngineStats, Placement } from './core/stats.ts';
export type { BookDepth, BookTop, DepthLevel, OrderState } from './book/queries.ts';
export type { WaitStrategyName } from './ring/wait-strategy.ts';
export { SnapshotError } from './snapshot/errors.ts';
export { EngineEvent } from './protocol/engine-event.ts';
export { InvalidCommandError } from './protocol/errors.ts';
export * from './protocol/codes.ts';
export type * from './protocol/commands.ts';
export { BookReader, FeedDivergedError } from './feed/book-reader.ts';
export type { FeedSubscription, SubscriptionOptions } from './feed/feed-subscription.ts';
export { MarketFeed } from './feed/market-feed.ts';
export type * from './feed/messages.ts';
