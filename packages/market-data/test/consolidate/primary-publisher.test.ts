import { readPrimaryStatus, type PrimaryStatus } from '@bellwether/domain';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Market, MarketStatus, StatusReason, UpdateFlag, UpdateKind } from '../../src/index.ts';
import type { ToldAgain } from '../../src/publish/told-again.ts';
import { primaryPublisher } from '../../src/publish/primary-publisher.ts';
import { Feed } from './feed.ts';

// What is told of the primary market, for which source A speaks. B does not.

let market: Market;
let a: Feed;
let b: Feed;
let publisher: ToldAgain;
let told: PrimaryStatus[][];

beforeEach(() => {
  vi.useFakeTimers();
  told = [];
  market = new Market({ listener: { changed: (i) => publisher.changed(i) } });
  publisher = primaryPublisher({
    nats: {
      publish: (_, data) => void told.push([...readPrimaryStatus(String(data)).instruments]),
    },
    isConnected: () => true,
    state: market.state,
    primary: 'a',
  });
  a = new Feed(market, 'a', 'CONTIGUOUS', true, { 7: 'AAPL', 8: 'MSFT' });
  b = new Feed(market, 'b');
});
afterEach(() => {
  publisher.stop();
  vi.useRealTimers();
});

const STATUS = UpdateKind.STATUS;
const status = (
  feed: Feed,
  code: MarketStatus,
  reason: StatusReason = StatusReason.NONE,
  fields = {},
): Feed => feed.tell({ kind: STATUS, status: code, reason, ...fields });

describe('the primary market', () => {
  test.each([
    [MarketStatus.TRADING, StatusReason.NONE, { trades: true, detail: 'TRADING NONE' }],
    [MarketStatus.LULD_LIMIT, StatusReason.NONE, { trades: true, detail: 'LULD_LIMIT NONE' }],
    [
      MarketStatus.PAUSED,
      StatusReason.LULD_PAUSE,
      { trades: false, reason: 'VOLATILITY_PAUSE', detail: 'PAUSED LULD_PAUSE' },
    ],
    [
      MarketStatus.HALTED,
      StatusReason.NEWS_PENDING,
      { trades: false, reason: 'NEWS_PENDING', detail: 'HALTED NEWS_PENDING' },
    ],
    [
      MarketStatus.QUOTE_ONLY,
      StatusReason.IPO,
      { trades: false, reason: 'REGULATORY', detail: 'QUOTE_ONLY IPO' },
    ],
  ])('says by status %i for reason %i whether an instrument trades', (code, reason, said) => {
    status(a, code, reason);
    vi.advanceTimersByTime(20);
    expect(told).toEqual([[{ symbol: 'AAPL', ...said }]]);
  });

  test('says nothing by the hours of its day, and another source nothing at all', () => {
    status(a, MarketStatus.CLOSED);
    status(b, MarketStatus.HALTED);
    vi.advanceTimersByTime(20);
    expect(told).toEqual([]);
  });

  test('says the bands, within whole units', () => {
    a.tell({ kind: UpdateKind.BAND, bidPrice: 950_000.5, askPrice: 1_050_000.5 });
    vi.advanceTimersByTime(20);
    const bands = { lower: 950_001n, upper: 1_050_000n };
    expect(told).toEqual([[{ symbol: 'AAPL', detail: 'UNKNOWN NONE', bands }]]);
  });

  test('stops every instrument where the whole market stops, and says when it goes on', () => {
    status(a, MarketStatus.TRADING);
    const whole = { flags: UpdateFlag.WHOLE_MARKET | UpdateFlag.LAST };
    status(a, MarketStatus.MWCB_LEVEL_1, StatusReason.MARKET_WIDE, whole);
    vi.advanceTimersByTime(20);
    const stopped = { trades: false, reason: 'REGULATORY', detail: 'MWCB_LEVEL_1 MARKET_WIDE' };
    expect(told.at(-1)).toEqual([
      { symbol: 'AAPL', ...stopped },
      { symbol: 'MSFT', ...stopped },
    ]);
    status(a, MarketStatus.TRADING, StatusReason.NONE, whole);
    vi.advanceTimersByTime(20);
    expect(told.at(-1)).toMatchObject([
      { symbol: 'AAPL', trades: true },
      { symbol: 'MSFT', trades: true },
    ]);
  });

  test('says everything again every two seconds, and nothing while its source is silent', () => {
    publisher.start();
    status(a, MarketStatus.HALTED);
    vi.advanceTimersByTime(4_020);
    expect(told.length).toBeGreaterThanOrEqual(3);
    b.time('10:00:06').quote(1, 1, 2, 1);
    told = [];
    vi.advanceTimersByTime(4_000);
    expect(told).toEqual([]);
  });
});
