export * from './service/run-service.ts';
export * from './service/ops-server.ts';
export * from './service/metrics.ts';
export * from './service/recovery-progress.ts';
