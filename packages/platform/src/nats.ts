// NATS alone, for who needs no other connection.
export * from './connections/nats.ts';
export * from './connections/nats-door.ts';
export * from './connections/nats-entry.ts';
