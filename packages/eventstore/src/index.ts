export {
  InvalidOptionsError,
  type EventStoreOptions,
  type ServerVersion,
} from './config/options.ts';
export { CorruptLogError, DirectoryLockedError } from './log/errors.ts';
export { startEventStore, type RunningEventStore } from './server.ts';
