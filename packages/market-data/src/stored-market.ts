// The tables of market data in ClickHouse, for who asks them: their creation alone, which loads no reader.
export { prepareMarket, type Retention } from './store/installation.ts';
