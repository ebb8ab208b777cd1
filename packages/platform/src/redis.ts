export * from './connections/redis.ts';
