// What a service is made of, without any connection: who needs few of them loads few.
export { readJsonFile, readSettingsFile } from './service/config.ts';
export type { Logger } from './service/logger.ts';
export { Counter, Gauge, Histogram, LATENCY_BUCKETS, type Registry } from './service/metrics.ts';
export { RareLog } from './service/rare-log.ts';
export { runService } from './service/run-service.ts';
export { accessSettings, natsSettings, redisSettings } from './service/settings.ts';
