export * from './app.ts';
export * from './postgres/migrate.ts';
