export * from './connections/postgres.ts';
