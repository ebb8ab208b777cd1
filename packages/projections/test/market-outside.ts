import { prepareMarket } from '@bellwether/market-data/stored-market';
import type { ClickHouseClient } from '@bellwether/platform/click-house';

/** Seconds for which venues quote. */
const SECONDS = 600;

/** The best bid of all venues so many seconds after they opened, USD; the best ask is half a dollar above it. */
export const bidAfter = (second: number): number => 90 + second / 4;

/** Two venues that quote X from a moment on, another price every second, and trade. @param from ns since 1970 UTC. */
export async function fillMarket(client: ClickHouseClient, from: bigint): Promise<void> {
  await prepareMarket(client, { rawHours: 24, barsYears: 7 });
  for (const [source, bid, ask] of [
    ['demo-north', 0, 1],
    ['demo-south', -0.5, 0.5],
  ] as const)
    await client.command({
      query: `insert into market.quotes (symbol, source, event_at, received_at, sequence, bid, bid_size, ask, ask_size)
        select 'X', '${source}', toDateTime64('2020-01-02 15:00:00', 9, 'UTC') + number,
          fromUnixTimestamp64Nano(${from} + toInt64(number) * 1000000000, 'UTC'), number,
          toDecimal64(90 + number / 4 + ${bid}, 4), 100, toDecimal64(90 + number / 4 + ${ask}, 4), 100
        from numbers(${SECONDS})`,
    });
  await client.command({
    query: `insert into market.trades (symbol, source, event_at, received_at, sequence, action, price, size, trade_id)
      select 'X', 'demo-north', toDateTime64('2020-01-02 15:00:00', 9, 'UTC') + number, now(), number, 'ADD',
        toDecimal64(90 + number, 4), 100, number from numbers(${SECONDS})`,
  });
  await client.command({
    query: `insert into market.bars (symbol, width, start, end, received_at, open, high, low, close, volume, turnover, trades)
      values ('X', '1m', '2020-01-02 15:00:00', '2020-01-02 15:01:00', now(), 90, 92, 89, 91, 100, 9100, 3)`,
  });
}
