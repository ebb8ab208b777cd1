export * from './update/action.ts';
export * from './update/conditions.ts';
export * from './update/flags.ts';
export * from './update/kind.ts';
export * from './update/market-update.ts';
export * from './update/side.ts';
export * from './update/sink.ts';
export * from './update/status.ts';
export { FRAME_UPDATES_MAX, frameBytes } from './frame/layout.ts';
export { FrameEncoder } from './frame/encode.ts';
export { decodeFrame, readFrameHeader, type FrameHeader } from './frame/decode.ts';
export { FrameError, type FrameErrorCode } from './frame/frame-error.ts';
export { FormatError, type FormatErrorCode } from './reader/format-error.ts';
export type { FeedReader, LeftOut } from './reader/feed-reader.ts';
export { readFeedFile } from './file/read-file.ts';
export { FeedError, type FeedErrorCode } from './feeds/feed-error.ts';
export { openFeed, type FeedOptions, type OpenFeed } from './feeds/open-feed.ts';
export { ItchReader, type ItchOptions } from './formats/itch/itch-reader.ts';
export type { ItchFraming } from './formats/itch/framing.ts';
export { LobsterUpdates, type LobsterUpdateOptions } from './formats/lobster/lobster-updates.ts';
export { DbnReader, type DbnOptions } from './formats/databento/dbn-reader.ts';
export { IexReader, type IexOptions } from './formats/iex/iex-reader.ts';
export { CsvReader, type CsvOptions } from './formats/csv/csv-reader.ts';
export { readParquet, type ParquetOptions } from './formats/parquet/read-parquet.ts';
export type { ColumnMap, TableField, TimeFormat } from './formats/tables/column-map.ts';
export { Instant } from './exact/instant.ts';
export type { MessageReader } from './formats/websocket/message-reader.ts';
export { CoinbaseReader, type CoinbaseOptions } from './formats/websocket/coinbase-reader.ts';
export { AlpacaReader, type AlpacaOptions } from './formats/websocket/alpaca-reader.ts';
export { Market } from './consolidate/market.ts';
export { MarketState } from './consolidate/market-state.ts';
export {
  AcceptedTrade,
  MARKET_DEFAULTS,
  MarketError,
  type MarketListener,
  type MarketOptions,
  type SourceOptions,
} from './consolidate/market-options.ts';
export { QuoteCondition, StaleReason } from './consolidate/best-quotes.ts';
export type { Quarantined, QuarantineReason } from './consolidate/quarantine.ts';
export { BookState } from './consolidate/sources/source-state.ts';
export type { LostRange } from './consolidate/sources/lost-ranges.ts';
export { TradeEffect, tradeEffect } from './consolidate/trades/trade-effect.ts';
export { TradeLog } from './consolidate/trades/trade-log.ts';
export { SessionClock } from './session/session-clock.ts';
export { Bar, BarKind, type BarSink } from './bars/bar.ts';
export { BarBuilder, type BarOptions } from './bars/bar-builder.ts';
export { BAR_WIDTHS, isBarWidth, type BarWidth } from './bars/bar-width.ts';
export type { BarInput, Indicator } from './indicators/indicator.ts';
export {
  IndicatorTable,
  type IndicatorSink,
  type IndicatorValues,
} from './indicators/indicator-table.ts';
export { IndicatorNameError, parseIndicator } from './indicators/parse-indicator.ts';
export { TableWriter } from './table/table-writer.ts';
export { TableReader, TableRow } from './table/table-reader.ts';
export { ROW_BYTES, type RowNumber } from './table/table-layout.ts';
export { LineArbiter, type ArbiterOptions } from './arbitrate/line-arbiter.ts';
