export * from './client.ts';
export type { CallOptions } from './command-methods.ts';
export * from '../outcome.ts';
export { partitionOf } from '../intake/routes.ts';
