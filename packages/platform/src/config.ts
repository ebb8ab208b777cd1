export * from './service/config.ts';
export * from './service/settings.ts';
