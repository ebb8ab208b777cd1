export { showProgress } from '@bellwether/servers';

export * from './market-status.ts';
export * from './orphans.ts';
export { recordedPartitions, recordPartitions } from './partitions.ts';
export * from './preflight/checks.ts';
export * from './run-state.ts';
export * from './secrets.ts';
export * from './settings.ts';
export * from './supervisor/supervisor.ts';
export * from './supervisor/unit.ts';
export * from './topology.ts';
