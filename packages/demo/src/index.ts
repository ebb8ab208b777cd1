export * from './bots.ts';
export * from './market.ts';
