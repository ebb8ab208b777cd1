export * from './service/clock.ts';
export * from './service/ids.ts';
export * from './service/runtime.ts';
