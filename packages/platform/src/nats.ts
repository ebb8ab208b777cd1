export * from './connections/ask.ts';
export * from './connections/nats.ts';
export * from './connections/nats-door.ts';
export * from './connections/nats-entry.ts';
