import { DEDUPLICATING } from '../stores/clickhouse/table.ts';

/**
 * A summary that ClickHouse keeps up to date by itself: a table of partial aggregates, views that fill it with each
 * insert, and a view that people ask.
 */
export interface Rollup {
  readonly name: string;
  readonly statements: readonly string[];
}

interface Declared {
  readonly name: string;
  readonly comment: string;
  /** Columns of the table of partial aggregates. */
  readonly columns: readonly string[];
  readonly orderBy: string;
  /** How long partial aggregates are kept, by a column of theirs; as long as the table's rows where it is not said. */
  readonly ttl?: string;
  /** Queries whose rows go into it. */
  readonly feeds: Readonly<Record<string, string>>;
  /** What people see: from `state`, the table of partial aggregates. */
  readonly view: string;
}

const STATE = '_state';

function rollup({ name, comment, columns, orderBy, ttl, feeds, view }: Declared): Rollup {
  const state = `bellwether.${name}${STATE}`;
  return {
    name,
    statements: [
      `create table if not exists ${state} (
  ${columns.join(',\n  ')}
) engine = AggregatingMergeTree
order by (${orderBy})
${ttl === undefined ? '' : `ttl ${ttl}\n`}${DEDUPLICATING}
comment 'Partial aggregates of ${name}'`,
      ...Object.entries(feeds).map(
        ([feed, query]) =>
          `create materialized view if not exists bellwether.${name}_from_${feed} to ${state} as ${query}`,
      ),
      `create or replace view bellwether.${name} as ${view.replace('{state}', state)} comment '${comment}'`,
    ],
  };
}

/** Lengths of candles: name and seconds. Each divides a day, and the epoch is a midnight: a candle begins where it does in UTC. */
const LENGTHS = { '1s': 1, '1m': 60, '5m': 300, '15m': 900, '1h': 3_600, '1d': 86_400 } as const;

/**
 * All lengths at once: a view of its own for each would be a part of the table of its own for each insert, which costs more
 * than its rows. First and last are by place in the log: times may be equal, places are not.
 */
const CANDLE_FEED = `select
  t.instrument_id as instrument_id, t.length.1 as length,
  toDateTime(intDiv(toUnixTimestamp(t.at), t.length.2) * t.length.2) as start,
  argMinState(t.price, (t.position, t.batch_index)) as open, maxState(t.price) as high, minState(t.price) as low,
  argMaxState(t.price, (t.position, t.batch_index)) as close, sumState(t.quantity) as volume,
  sumState(toDecimal128(t.price, 4) * t.quantity) as notional, countState() as trades
from (
  select instrument_id, at, price, quantity, position, batch_index,
    arrayJoin([${Object.entries(LENGTHS)
      .map(([name, seconds]) => `('${name}', ${seconds})`)
      .join(', ')}]) as length
  from bellwether.trades
) as t group by instrument_id, length, start`;

const PLACE_TYPE = 'Tuple(UInt64, UInt32)';
const PRICE = 'Decimal(18, 4)';

const candles = rollup({
  name: 'candles',
  comment:
    'Open, high, low, close, volume and VWAP by instrument and length (1s, 1m, 5m, 15m, 1h, 1d); UTC',
  columns: [
    'instrument_id LowCardinality(String)',
    'length LowCardinality(String)',
    'start DateTime',
    `open AggregateFunction(argMin, ${PRICE}, ${PLACE_TYPE})`,
    `high AggregateFunction(max, ${PRICE})`,
    `low AggregateFunction(min, ${PRICE})`,
    `close AggregateFunction(argMax, ${PRICE}, ${PLACE_TYPE})`,
    'volume AggregateFunction(sum, UInt64)',
    'notional AggregateFunction(sum, Decimal(38, 4))',
    'trades AggregateFunction(count)',
  ],
  orderBy: 'instrument_id, length, start',
  ttl: "start + interval 90 day delete where length = '1s'",
  feeds: { trades: CANDLE_FEED },
  view: `select instrument_id, length, start,
  argMinMerge(s.open) as open, maxMerge(s.high) as high, minMerge(s.low) as low, argMaxMerge(s.close) as close,
  sumMerge(s.volume) as volume, sumMerge(s.notional) as notional, countMerge(s.trades) as trades,
  round(toFloat64(notional) / volume, 6) as vwap
from {state} as s group by instrument_id, length, start`,
});

/** What each account did with orders, by day: order-to-trade ratios are made of it. */
const activity = rollup({
  name: 'order_activity',
  comment:
    'Orders, changes and executions by day, account and instrument, with the order-to-trade ratio',
  columns: [
    'day Date',
    'account_id LowCardinality(String)',
    'instrument_id LowCardinality(String)',
    'orders SimpleAggregateFunction(sum, UInt64)',
    'rejected SimpleAggregateFunction(sum, UInt64)',
    'replaced SimpleAggregateFunction(sum, UInt64)',
    'cancelled SimpleAggregateFunction(sum, UInt64)',
    'executions SimpleAggregateFunction(sum, UInt64)',
    'shares SimpleAggregateFunction(sum, UInt64)',
  ],
  orderBy: 'day, account_id, instrument_id',
  feeds: {
    order_events: `select toDate(e.at) as day, e.account_id as account_id, e.instrument_id as instrument_id,
  countIf(e.type in ('OrderAccepted', 'OrderRejected')) as orders, countIf(e.type = 'OrderRejected') as rejected,
  countIf(e.type = 'OrderReplaced') as replaced, countIf(e.type = 'OrderCancelled') as cancelled,
  toUInt64(0) as executions, toUInt64(0) as shares
from bellwether.order_events as e
where e.type in ('OrderAccepted', 'OrderRejected', 'OrderReplaced', 'OrderCancelled')
group by day, account_id, instrument_id`,
    executions: `select toDate(x.at) as day, x.account_id as account_id, x.instrument_id as instrument_id,
  toUInt64(0) as orders, toUInt64(0) as rejected, toUInt64(0) as replaced, toUInt64(0) as cancelled,
  count() as executions, sum(x.quantity) as shares
from bellwether.executions as x group by day, account_id, instrument_id`,
  },
  view: `select day, account_id, instrument_id, sum(s.orders) as orders, sum(s.rejected) as rejected,
  sum(s.replaced) as replaced, sum(s.cancelled) as cancelled, sum(s.executions) as executions, sum(s.shares) as shares,
  if(executions = 0, null, round((orders + replaced + cancelled) / executions, 2)) as order_to_trade
from {state} as s group by day, account_id, instrument_id`,
});

const ZERO = 'toDecimal128(0, 4)';
const SUM = 'SimpleAggregateFunction(sum, UInt64)';
const USD_SUM = 'SimpleAggregateFunction(sum, Decimal(38, 4))';

/**
 * How takers fared, in the terms of SEC Rule 605 (17 CFR 242.600(b), 242.605): the effective spread is twice the distance
 * from the midpoint, positive where the taker paid it; an improvement is a price better than the quote that the taker came
 * in to. All sums are exact; what is divided is divided when it is asked for.
 */
const quality = rollup({
  name: 'execution_quality',
  comment:
    'Takers’ executions against a two-sided quote, by day, instrument, venue and whose quote it is: NBBO or BOOK',
  columns: [
    'day Date',
    'instrument_id LowCardinality(String)',
    'venue LowCardinality(String)',
    'reference LowCardinality(String)',
    `executions ${SUM}`,
    `shares ${SUM}`,
    `improved_shares ${SUM}`,
    `at_quote_shares ${SUM}`,
    `outside_shares ${SUM}`,
    `midpoint_shares ${SUM}`,
    `improvement ${USD_SUM}`,
    `outside ${USD_SUM}`,
    `effective ${USD_SUM}`,
    `quoted ${USD_SUM}`,
  ],
  orderBy: 'day, instrument_id, venue, reference',
  feeds: {
    executions: `select toDate(x.at) as day, x.instrument_id as instrument_id, x.venue as venue, x.reference as reference,
  count() as executions, sum(x.quantity) as shares,
  sumIf(x.quantity, x.better > 0) as improved_shares, sumIf(x.quantity, x.better = 0) as at_quote_shares,
  sumIf(x.quantity, x.better < 0) as outside_shares, sumIf(x.quantity, x.effective <= 0) as midpoint_shares,
  sum(greatest(x.better, ${ZERO}) * x.quantity) as improvement,
  sum(greatest(-x.better, ${ZERO}) * x.quantity) as outside,
  sum(x.effective * x.quantity) as effective, sum((x.offer - x.bid) * x.quantity) as quoted
from (
  select at, instrument_id, venue, quantity, quote.1 as reference,
    toDecimal128(assumeNotNull(quote.2), 4) as bid, toDecimal128(assumeNotNull(quote.3), 4) as offer,
    if(side = 'BUY', offer - price, price - bid) as better,
    if(side = 'BUY', 2 * price - bid - offer, bid + offer - 2 * price) as effective
  from (
    select at, instrument_id, venue, quantity, side, toDecimal128(price, 4) as price,
      arrayJoin([('NBBO', best_bid, best_offer), ('BOOK', arrival_bid, arrival_offer)]) as quote
    from bellwether.executions where liquidity in ('TAKER', 'ROUTED')
  ) where quote.2 is not null and quote.3 is not null
) as x group by day, instrument_id, venue, reference`,
  },
  view: `select day, instrument_id, venue, reference, sum(s.executions) as executions, sum(s.shares) as shares,
  sum(s.improved_shares) as improved_shares, sum(s.at_quote_shares) as at_quote_shares,
  sum(s.outside_shares) as outside_shares, sum(s.midpoint_shares) as midpoint_shares,
  sum(s.improvement) as improvement_usd, sum(s.outside) as outside_usd,
  sum(s.effective) as effective_usd, sum(s.quoted) as quoted_usd,
  round(toFloat64(effective_usd) / shares, 6) as effective_spread_usd,
  round(toFloat64(quoted_usd) / shares, 6) as quoted_spread_usd
from {state} as s group by day, instrument_id, venue, reference`,
});

/** How long orders took to be checked, by minute. */
const latencies = rollup({
  name: 'latencies',
  comment: 'Time from arrival to validation and to risk approval, percentiles by minute, µs',
  columns: [
    'minute DateTime',
    'validate AggregateFunction(quantilesTDigest(0.5, 0.99, 0.999), UInt64)',
    'approve AggregateFunction(quantilesTDigest(0.5, 0.99, 0.999), UInt64)',
    'orders AggregateFunction(count)',
  ],
  orderBy: 'minute',
  ttl: 'minute + interval 1 year',
  feeds: {
    order_events: `select toStartOfMinute(e.at) as minute,
  quantilesTDigestState(0.5, 0.99, 0.999)(e.validate_ns) as validate,
  quantilesTDigestState(0.5, 0.99, 0.999)(e.approve_ns) as approve, countState() as orders
from bellwether.order_events as e where e.type = 'OrderAccepted' group by minute`,
  },
  view: `select minute, countMerge(s.orders) as orders,
  arrayMap(ns -> round(ns / 1000, 1), quantilesTDigestMerge(0.5, 0.99, 0.999)(s.validate)) as validate_us,
  arrayMap(ns -> round(ns / 1000, 1), quantilesTDigestMerge(0.5, 0.99, 0.999)(s.approve)) as approve_us
from {state} as s group by minute`,
});

export const ROLLUPS: readonly Rollup[] = [candles, activity, quality, latencies];

/** Tables that hold partial aggregates, without their database. */
export const ROLLUP_TABLES: readonly string[] = ROLLUPS.map(({ name }) => `${name}${STATE}`);
