export { monitorPath, natsServerConfig } from './server-config.ts';
export * from './streams.ts';
export { CALLERS, NATS_SECRETS, SERVICE_USERS, type Caller, type ServiceUser } from './users.ts';
