// The service, for who runs it within another process, as tests do.
export { MarketData, type MarketDataDependencies } from './app.ts';
