// What clients of the service of market data can rely on, for what describes it or is made from it. Loads no reader.
export type { QuoteRow } from './board/market-rows.ts';
export { FEED_FORMATS, type FeedFormat } from './feeds/feed-format.ts';
export { MARKET_QUESTIONS, SYMBOLS_MAX } from './questions/market-questions.ts';
export type { MarketQuestion } from './questions/question.ts';
export type { SourceAnswer } from './questions/source-endpoint.ts';
export { PROTOCOLS, type LiveTerms } from './live/live-terms.ts';
export {
  MARKET_SYMBOL_PATTERN,
  SOURCE_DEFINITION,
  SOURCE_NAME_PATTERN,
  SPEED_MAX,
  type NamedSource,
  type SourceDefinition,
} from './sources/source-definition.ts';
export { SOURCE_REFUSALS } from './sources/feed-sources.ts';
