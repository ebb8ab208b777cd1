export * from './service/logger.ts';
export * from './service/rare-log.ts';
