// Everything that migrations are generated from.
export * from './schema.ts';
export * from './accounts/table.ts';
export * from './checkpoints/table.ts';
export * from './instruments/table.ts';
export * from './orders/table.ts';
export * from './positions/table.ts';
export * from './trades/table.ts';
