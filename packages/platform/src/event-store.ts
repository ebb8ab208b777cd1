export * from './connections/event-store.ts';
export * from './connections/follow-all.ts';
export * from './connections/batch-parts.ts';
export { headPosition } from './connections/head.ts';
