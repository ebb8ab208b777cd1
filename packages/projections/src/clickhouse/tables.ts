/**
 * Analytics tables. Rows are keyed by their place in the log, so that a batch inserted twice is one batch after merging;
 * ask with FINAL, or through views that do, where that matters.
 */
export const CLICKHOUSE_TABLES: readonly string[] = [
  `create database if not exists bellwether`,
  `create table if not exists bellwether.facts (
     position UInt64 codec(Delta, ZSTD),
     batch_index UInt32,
     type LowCardinality(String),
     at DateTime64(9, 'UTC') codec(Delta, ZSTD),
     command_id UUID,
     principal LowCardinality(String),
     account_id String,
     instrument_id LowCardinality(String),
     order_id String,
     data String codec(ZSTD)
   ) engine = ReplacingMergeTree
   partition by toYYYYMM(at)
   order by (position, batch_index)`,
  `create table if not exists bellwether.trades (
     position UInt64 codec(Delta, ZSTD),
     batch_index UInt32,
     trade_id String,
     instrument_id LowCardinality(String),
     at DateTime64(9, 'UTC') codec(Delta, ZSTD),
     price Decimal(18, 4),
     quantity UInt64,
     aggressor LowCardinality(String),
     buy_order_id UUID,
     buy_account_id String,
     sell_order_id UUID,
     sell_account_id String
   ) engine = ReplacingMergeTree
   partition by toYYYYMM(at)
   order by (instrument_id, position, batch_index)`,
  `create table if not exists bellwether.checkpoints (
     name String,
     position Int64
   ) engine = ReplacingMergeTree(position)
   order by name`,
];
