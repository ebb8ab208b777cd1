import { RETENTION, TOKENS_REMEMBERED } from './table.ts';

// What ClickHouse keeps up to date by itself as rows come in. An insert that is sent again under its token reaches the
// views as little as it reaches the table: what they add up is added once.

const SETTINGS = `settings non_replicated_deduplication_window = ${TOKENS_REMEMBERED}`;

/** Lengths of candles, seconds: 1 s, 5 s, 1 min, 5 min, 15 min, 1 h, 1 d. */
const CANDLE_SECONDS: readonly number[] = [1, 5, 60, 300, 900, 3_600, 86_400];

/** Open, high, low, close, volume and turnover of every length; the average price is turnover over volume. */
const CANDLES = [
  `create table if not exists bellwether.candle_states (
     instrument_id LowCardinality(String),
     seconds UInt32,
     start DateTime('UTC') codec(Delta, ZSTD),
     open AggregateFunction(argMin, Decimal(18, 4), Tuple(UInt64, UInt32)),
     high SimpleAggregateFunction(max, Decimal(18, 4)),
     low SimpleAggregateFunction(min, Decimal(18, 4)),
     close AggregateFunction(argMax, Decimal(18, 4), Tuple(UInt64, UInt32)),
     volume SimpleAggregateFunction(sum, UInt64),
     turnover SimpleAggregateFunction(sum, Decimal(38, 4)),
     trades SimpleAggregateFunction(sum, UInt64)
   ) engine = AggregatingMergeTree
   partition by toYYYYMM(start)
   order by (instrument_id, seconds, start)
   ttl start + interval ${RETENTION.record} ${SETTINGS}`,
  `create materialized view if not exists bellwether.candle_feed to bellwether.candle_states as
   select instrument_id, seconds, toDateTime(intDiv(toUnixTimestamp(at), seconds) * seconds, 'UTC') as start,
     argMinState(price, (position, batch_index)) as open, max(price) as high, min(price) as low,
     argMaxState(price, (position, batch_index)) as close, sum(quantity) as volume,
     sum(toDecimal128(price, 4) * quantity) as turnover, count() as trades
   from bellwether.trades
   array join [${CANDLE_SECONDS.join(', ')}]::Array(UInt32) as seconds
   where not busted
   group by instrument_id, seconds, start`,
  `create view if not exists bellwether.candles as
   select instrument_id, seconds, start, argMinMerge(s.open) as open, max(s.high) as high, min(s.low) as low,
     argMaxMerge(s.close) as close, sum(s.volume) as volume, sum(s.turnover) as turnover, sum(s.trades) as trades,
     turnover / volume as vwap
   from bellwether.candle_states as s group by instrument_id, seconds, start`,
];

/** Order messages and trades by account, instrument and day (MiFID II RTS 9 counts likewise). */
const ORDER_TO_TRADE = [
  `create table if not exists bellwether.activity_states (
     day Date,
     account_id String,
     instrument_id LowCardinality(String),
     messages SimpleAggregateFunction(sum, UInt64),
     trades SimpleAggregateFunction(sum, UInt64)
   ) engine = AggregatingMergeTree
   partition by toYYYYMM(day)
   order by (day, account_id, instrument_id)
   ttl day + interval ${RETENTION.record} ${SETTINGS}`,
  `create materialized view if not exists bellwether.message_feed to bellwether.activity_states as
   select toDate(at) as day, account_id, instrument_id, count() as messages, toUInt64(0) as trades
   from bellwether.facts
   where type in ('OrderAccepted', 'OrderRejected', 'OrderReplaced', 'OrderCancelled')
   group by day, account_id, instrument_id`,
  `create materialized view if not exists bellwether.trade_feed to bellwether.activity_states as
   select toDate(at) as day, account_id, instrument_id, toUInt64(0) as messages, count() as trades
   from bellwether.trades
   array join arrayDistinct(arrayFilter(id -> id != '', [buy_account_id, sell_account_id])) as account_id
   where not busted
   group by day, account_id, instrument_id`,
  `create view if not exists bellwether.order_to_trade as
   select day, account_id, instrument_id, sum(s.messages) as messages, sum(s.trades) as trades,
     if(trades = 0, null, messages / trades) as ratio
   from bellwether.activity_states as s group by day, account_id, instrument_id`,
];

/** Percentiles of where an order's time went, by minute. */
const LATENCIES = [
  `create table if not exists bellwether.latency_states (
     minute DateTime('UTC') codec(Delta, ZSTD),
     stage LowCardinality(String),
     quantiles AggregateFunction(quantilesTDigest(0.5, 0.9, 0.99, 0.999), Int64),
     longest SimpleAggregateFunction(max, Int64),
     orders SimpleAggregateFunction(sum, UInt64)
   ) engine = AggregatingMergeTree
   partition by toYYYYMM(minute)
   order by (stage, minute)
   ttl minute + interval ${RETENTION.measurement} ${SETTINGS}`,
  `create materialized view if not exists bellwether.latency_feed to bellwether.latency_states as
   select toStartOfMinute(toDateTime(at, 'UTC')) as minute, stage,
     quantilesTDigestState(0.5, 0.9, 0.99, 0.999)(ns) as quantiles, max(ns) as longest, count() as orders
   from bellwether.latencies group by minute, stage`,
  `create view if not exists bellwether.latency_percentiles as
   select minute, stage, quantilesTDigestMerge(0.5, 0.9, 0.99, 0.999)(s.quantiles) as percentiles,
     percentiles[1] as p50_ns, percentiles[2] as p90_ns, percentiles[3] as p99_ns, percentiles[4] as p999_ns,
     max(s.longest) as longest_ns, sum(s.orders) as orders
   from bellwether.latency_states as s group by minute, stage`,
];

/**
 * How well orders were filled: share filled, price against the limit, time to the last change. An order's row changes
 * until it ends, so this is asked of the orders themselves.
 */
const EXECUTION_QUALITY = [
  `create view if not exists bellwether.execution_quality as
   select toDate(received_at) as day, account_id, instrument_id, type as order_type, count() as orders,
     sum(executed) as shares, shares / sum(quantity) as fill_rate,
     sum(if(side = 'BUY', 1, -1) * (limit_price * executed - notional)) as improvement,
     if(shares = 0, null, sum(notional) / shares) as average_price,
     avgIf(dateDiff('microsecond', received_at, updated_at), status = 'EXECUTED') as fill_us
   from bellwether.orders as o final
   group by day, account_id, instrument_id, order_type`,
];

/** Statements that create every view, with the tables that hold their states. */
export const CLICKHOUSE_VIEWS: readonly string[] = [
  ...CANDLES,
  ...ORDER_TO_TRADE,
  ...LATENCIES,
  ...EXECUTION_QUALITY,
];
