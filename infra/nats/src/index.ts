export * from './server-config.ts';
export * from './streams.ts';
export * from './users.ts';
