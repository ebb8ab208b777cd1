export * from './eventually.ts';
export * from './test-redis.ts';
export * from './test-server.ts';
export * from './write-stack.ts';
export * from './read-stores.ts';
export * from './click-house.ts';
export * from './tcp-proxy.ts';
export * from './rounds.ts';
export { freePort } from '@bellwether/servers/port';
