export * from './client.ts';
export * from '../outcome.ts';
export { ONE_PARTITION, partitionOf, type Partitioning } from '../intake/routes.ts';
