export * from './client.ts';
export * from '../authorisation/policy.ts';
export type { Actor } from '../authorisation/principals.ts';
export * from '../outcome.ts';
export { partitionOf } from '../intake/routes.ts';
