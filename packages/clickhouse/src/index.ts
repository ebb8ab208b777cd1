export type { ClickHouseOptions, ServerLimits, UserLimits, UserOptions } from './options.ts';
export type { Log, LogLevel } from './http/log.ts';
export type { ClickHouseStats } from './process/messages.ts';
export {
  ClickHouseStartError,
  startClickHouse,
  type RunningClickHouse,
} from './process/start-click-house.ts';
