export * from './client.ts';
export * from '../outcome.ts';
export { partitionOf } from '../intake/routes.ts';
