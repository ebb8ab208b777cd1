export { monitorPath, natsServerConfig } from './server-config.ts';
export * from './streams.ts';
export { NATS_SECRETS } from './users.ts';
