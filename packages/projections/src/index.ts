export * from './app.ts';
export * from './postgres/migrate.ts';
export * from './redis/latest-price.ts';
export * from './runtime/recorded-fact.ts';
export * from './verify/read-model-diff.ts';
