export * from './connections/click-house.ts';
