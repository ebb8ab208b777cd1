import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatDate, newYorkTime, readVenueQuotes, type SymbolQuote } from '@bellwether/domain';
import { connectRedis } from '@bellwether/platform/redis';
import { quiet } from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { QuoteRow } from '../../src/board/market-rows.ts';
import { decodeFrame } from '../../src/frame/decode.ts';
import { MarketUpdate } from '../../src/update/market-update.ts';
import { FeedStack } from './feed-stack.ts';
import { liveCases } from './live-cases.ts';

// Trades and quotes of a June morning: New York was four hours behind UTC. What they come to is worked out by hand.

const TRADES = `timestamp,symbol,price,size
2026-06-10T13:30:00Z,AAPL,100.00,10
2026-06-10T13:30:00.5Z,AAPL,101.00,30
2026-06-10T13:30:01.2Z,AAPL,102.00,10
2026-06-10T13:30:02.2Z,AAPL,99.50,50
2026-06-10T13:30:04Z,AAPL,100.50,100
`;
const QUOTES = (bid: string, ask: string): string => `timestamp,symbol,bid,bidsize,ask,asksize
2026-06-10T13:30:04.1Z,AAPL,${bid},300,${ask},200
`;

interface SourceRow {
  readonly name: string;
  readonly state: string;
  readonly code: string | null;
  readonly reason: string | null;
  readonly updates: string;
  readonly readings: number;
  readonly gaps: string;
}

/** Waits until nothing is thrown any more. */
const eventually = (check: () => unknown): Promise<unknown> =>
  vi.waitFor(check, { timeout: 10_000, interval: 20 });

let stack: FeedStack;
beforeAll(async () => {
  stack = await FeedStack.start();
});
afterAll(() => stack.stop());

const quoteOf = async (symbol: string): Promise<QuoteRow | undefined> =>
  (await stack.ask<QuoteRow>('feed.quotes', { symbols: [symbol] }))[0];
const sourceOf = async (name: string): Promise<SourceRow | undefined> =>
  (await stack.ask<SourceRow>('feed.sources')).find((row) => row.name === name);
const until = (name: string, state: string): Promise<unknown> =>
  eventually(async () => expect((await sourceOf(name))?.state).toBe(state));

describe('files that are added', () => {
  test('make one market: best prices with their venues, last, and the day’s figures', async () => {
    const frames: Uint8Array[] = [];
    const venues: SymbolQuote[] = [];
    const told: QuoteRow[] = [];
    stack.cli.subscribe('md.updates.*', { callback: (_, { data }) => void frames.push(data) });
    stack.cli.subscribe('md.quotes', {
      callback: (_, message) => void told.push(...message.json<QuoteRow[]>()),
    });
    stack.cli.subscribe('md.venues', {
      callback: (_, message) => void venues.push(...readVenueQuotes(message.string())),
    });
    await stack.cli.flush();
    const speed = 0;
    const trades = { kind: 'FILE', path: stack.file('trades.csv', TRADES), speed };
    expect(await stack.change('add', 'tape', trades)).toMatchObject({ ok: true });
    await until('tape', 'ENDED');
    const quotes = { kind: 'FILE', speed };
    for (const [name, bid, ask] of [
      ['north', '100.40', '100.60'],
      ['south', '100.40', '100.55'],
    ] as const) {
      const path = stack.file(`${name}.csv`, QUOTES(bid, ask));
      expect(await stack.change('add', name, { ...quotes, path })).toMatchObject({ ok: true });
      await until(name, 'ENDED');
    }
    expect(await quoteOf('AAPL')).toMatchObject({
      symbol: 'AAPL',
      bid: '1004000',
      bidSize: '600',
      bidVenues: ['north', 'south'],
      ask: '1005500',
      askSize: '200',
      askVenues: ['south'],
      last: '1005000',
      lastSize: '100',
      open: '1000000',
      high: '1020000',
      low: '995000',
      volume: '200',
      // (1000 + 3030 + 1020 + 4975 + 10050) / 200
      vwap: '1003750',
      stale: null,
      locked: false,
      crossed: false,
    });
    // Every update was told in frames, with the market's number of its source and instrument.
    const sources: number[] = [];
    await eventually(() => {
      sources.length = 0;
      for (const frame of frames)
        decodeFrame(frame, new MarketUpdate(), ({ source }) => void sources.push(source));
      expect(sources).toEqual([0, 0, 0, 0, 0, 1, 2]);
    });
    await eventually(() => expect(told.at(-1)).toMatchObject({ ask: '1005500', last: '1005000' }));
    expect(stack.lags.length).toBeGreaterThan(0);
    // Orders meet one of the venues.
    expect(new Set(venues.map(({ venue }) => venue))).toEqual(new Set(['XNOR']));
    expect(
      venues.find(({ symbol, bidQuantity }) => symbol === 'AAPL' && bidQuantity > 0n),
    ).toMatchObject({
      bid: 1_004_000n,
      bidQuantity: 300n,
      offer: 1_006_000n,
      offerQuantity: 200n,
    });
  });

  test('and Redis has it for a minute', async () => {
    const redis = connectRedis(stack.redis.redisUrl('gateway'), 'test', quiet);
    await eventually(async () => {
      expect(JSON.parse((await redis.get('nbbo:AAPL')) ?? '{}')).toMatchObject({ ask: '1005500' });
      expect(JSON.parse((await redis.get('last:AAPL')) ?? '{}')).toMatchObject({ last: '1005000' });
    });
    redis.disconnect();
  });

  test('make bars and indicators', async () => {
    // Event time goes on where nobody says anything: the last bar closes by the clock.
    await eventually(async () => {
      const bars = await stack.ask('feed.bars', { symbol: 'AAPL', width: '1s' });
      expect(
        bars.map((bar) =>
          Object.values(bar as object)
            .slice(4, 9)
            .join(' '),
        ),
      ).toEqual([
        '1000000 1010000 1000000 1010000 40',
        '1020000 1020000 1020000 1020000 10',
        '995000 995000 995000 995000 50',
        '1005000 1005000 1005000 1005000 100',
      ]);
    });
    const values = await stack.ask('feed.indicators', { symbol: 'AAPL', width: '1s' });
    expect(values).toMatchObject([
      { name: 'sma:2', value: '100.000000' },
      // Closes 101, 102, 99.5, 100.5: means of gains (0.5 + 1) / 2 and losses (1.25 + 0) / 2.
      { name: 'rsi:2', value: '54.545455' },
    ]);
  });
});

describe('what a source has lost', () => {
  test('is nothing where a file numbers its rows itself, and passes some over', async () => {
    const rows = [4, 5, 9, 10, 11].map(
      (sequence) => `2026-06-10T13:30:0${sequence % 10}Z,GAPS,10.00,1,${sequence}`,
    );
    const text = `timestamp,symbol,price,size,sequence\n${rows.join('\n')}\n`;
    const path = stack.file('gaps.csv', text);
    await stack.change('add', 'gaps', { kind: 'FILE', path, speed: 0 });
    await until('gaps', 'ENDED');
    expect(await stack.ask('feed.gaps', { source: 'gaps' })).toEqual([]);
  });
});

describe('questions', () => {
  test.each([
    ['feed.quotes', { symbols: [] }],
    ['feed.quotes', { symbols: ['no symbol'] }],
    ['feed.quotes', { symbols: Array.from({ length: 101 }, (_, i) => `S${i}`) }],
    ['feed.bars', { symbol: 'AAPL', width: '7m' }],
    ['feed.bars', { symbol: 'AAPL', first: 0 }],
    ['feed.indicators', { symbol: 'AAPL', names: ['sma:999'] }],
    ['feed.sources', { more: 1 }],
  ])('%s of %j is refused', async (name, input) => {
    const reply = await stack.cli.request(`qry.${name}.cli`, JSON.stringify(input), {
      timeout: 5_000,
    });
    expect(reply.headers?.get('Nats-Service-Error')).toBe('BAD_QUERY');
    expect(reply.json()).toMatchObject({ code: 'BAD_QUERY', message: expect.stringMatching(/./) });
  });

  test('of nobody who may ask are refused', async () => {
    const gateway = await stack.write.connectAs('gateway');
    const reply = await gateway.request('qry.feed.sources.gateway', '', { timeout: 5_000 });
    expect(reply.json()).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('a source that goes wrong', () => {
  test('is shown with its reason, and takes nothing from the others', async () => {
    const damaged = `${TRADES}2026-06-10T13:31:00Z,AAPL,not-a-price,1\n`;
    const path = stack.file('damaged.csv', damaged);
    await stack.change('add', 'damaged', { kind: 'FILE', path, speed: 0 });
    await until('damaged', 'FAILED');
    expect(await sourceOf('damaged')).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/) });
    await stack.change('add', 'absent', { kind: 'FILE', path: '/nowhere/at-all.csv', speed: 0 });
    await eventually(async () =>
      expect(await sourceOf('absent')).toMatchObject({ state: 'WAITING', code: 'NO_FILE' }),
    );
    const reason = (await sourceOf('absent'))?.reason ?? '';
    expect(reason).not.toContain('/nowhere');
    expect((await quoteOf('AAPL'))?.last).toBeDefined();
  });

  test.each([
    ['a name that no subject can have', 'UPPER', { kind: 'FILE', path: '/a' }, 'BAD_SOURCE'],
    ['no kind', 'one', { path: '/a' }, 'BAD_SOURCE'],
    ['a path that is not absolute', 'one', { kind: 'FILE', path: 'a.csv' }, 'BAD_SOURCE'],
    ['a field too many', 'one', { kind: 'FILE', path: '/a/b', sudo: true }, 'BAD_SOURCE'],
    ['no JSON', 'one', '{', 'BAD_SOURCE'],
    ['a name that is taken', 'tape', { kind: 'FILE', path: '/a/b' }, 'EXISTS'],
  ])('%s is refused', async (_, name, source, code) => {
    expect(await stack.change('add', name, source)).toMatchObject({ ok: false, code });
  });

  test('who may not change sources is told so', async () => {
    const reply = await (
      await stack.write.connectAs('bots')
    ).request('cmd.feed.remove.tape.bots', '', { timeout: 5_000 });
    // The bots of a demo market have the role of who operates it; a gateway by itself has none.
    expect(reply.json()).toMatchObject({ ok: true });
    const gateway = await stack.write.connectAs('gateway');
    const refused = await gateway.request('cmd.feed.remove.north.gateway', '', { timeout: 5_000 });
    expect(refused.json()).toMatchObject({ ok: false, code: 'FORBIDDEN' });
  });
});

describe('sources', () => {
  test('that are removed leave the market', async () => {
    expect(await stack.change('remove', 'south')).toMatchObject({ ok: true });
    await eventually(async () => expect((await quoteOf('AAPL'))?.askVenues).not.toContain('south'));
    expect(await stack.change('remove', 'south')).toMatchObject({
      ok: false,
      code: 'UNKNOWN_SOURCE',
    });
  });

  test('of a directory are its files, those that come later as well', async () => {
    const path = join(stack.file('inbox/a.csv', TRADES.replaceAll('AAPL', 'MSFT')), '..');
    await stack.change('add', 'inbox', { kind: 'DIRECTORY', path, speed: 0 });
    await eventually(async () => expect(await quoteOf('MSFT')).toMatchObject({ volume: '200' }));
    writeFileSync(join(path, 'b.csv'), 'timestamp,nothing\n1,2\n');
    writeFileSync(join(path, 'c.csv'), TRADES.replaceAll('AAPL', 'NVDA'));
    await eventually(async () => expect(await quoteOf('NVDA')).toMatchObject({ volume: '200' }));
    expect(await sourceOf('inbox')).toMatchObject({
      code: 'COLUMNS',
      state: 'WAITING',
      readings: 2,
    });
    await stack.change('remove', 'inbox');
    rmSync(path, { recursive: true });
  });

  test('are there after a restart, and a demo is not put among them', async () => {
    const before = await stack.change('list', 'all');
    await stack.stopData();
    await stack.startData([
      { name: 'demo', source: { kind: 'DEMO', seed: 1, prices: { ACME: '100' }, perSecond: 5 } },
    ]);
    expect(await stack.change('list', 'all')).toEqual(before);
  });
});

liveCases(() => stack);

describe('with servers away', () => {
  test('without Redis the market goes on, and what was not cached is counted', async () => {
    await stack.redis.redis.stop();
    const demo = { kind: 'DEMO', seed: 7, prices: { ACME: '100.00' }, perSecond: 50 };
    expect(await stack.change('add', 'demo', demo)).toMatchObject({ ok: true });
    await eventually(async () => expect((await quoteOf('ACME'))?.bid).toBeTruthy());
    await eventually(() => expect(stack.data.counts.notCached).toBeGreaterThan(0));
    await stack.redis.redis.start();
  });

  test('without NATS updates are dropped and counted, and afterwards it is asked again', async () => {
    await stack.write.nats.stop();
    await eventually(() => expect(stack.data.counts.dropped).toBeGreaterThan(0));
    await stack.write.nats.start();
    await eventually(async () => {
      const [quote] = await stack.ask<QuoteRow>('feed.quotes', { symbols: ['ACME'] }, 500);
      expect(quote?.bid).toBeTruthy();
    });
    const { published } = stack.data.counts;
    await eventually(() => expect(stack.data.counts.published).toBeGreaterThan(published));
  });
});

test('a split of the market’s day divides the previous close, once', async () => {
  expect(await quoteOf('AAPL')).toMatchObject({ previousClose: '1005000' });
  const readSide = await stack.write.connectAs('projections');
  const asked: string[] = [];
  readSide.subscribe('qry.corporateaction.adjustments.*', {
    callback: (_, message) => {
      asked.push(message.json<{ exDate: string }>().exDate);
      const split = { actionId: 'a', symbol: 'AAPL', fall: '0', newShares: 4, oldShares: 1 };
      message.respond(JSON.stringify({ rows: [split, { ...split, symbol: 'NOBODY' }] }));
    },
  });
  await eventually(() => expect(asked.length).toBeGreaterThan(3));
  expect(await quoteOf('AAPL')).toMatchObject({ previousClose: '251250' });
  // The made-up venue's session, behind all days that were told before, has brought the market to this day.
  const { eventTime } = (await quoteOf('ACME'))!;
  const { date } = newYorkTime(BigInt(eventTime!));
  expect(new Set(asked)).toEqual(new Set([formatDate(date)]));
});
