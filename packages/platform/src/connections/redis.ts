import { Redis } from 'ioredis';
import type { Logger } from '../service/logger.ts';

export type { Redis };

/**
 * A cache connection: commands fail at once while the server is away instead of queueing up, because nothing in the
 * cache is worth waiting for.
 */
export function connectRedis(url: string, name: string, logger: Logger): Redis {
  const redis = new Redis(url, {
    connectionName: name,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    commandTimeout: 1_000,
    retryStrategy: (attempt) => Math.min(100 * 2 ** Math.min(attempt, 6), 5_000),
  });
  redis.on('error', (error) => logger.warn({ err: error.message }, 'redis'));
  return redis;
}
