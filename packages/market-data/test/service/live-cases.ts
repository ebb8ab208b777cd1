import { afterAll, describe, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import type { QuoteRow } from '../../src/board/market-rows.ts';
import type { FeedStack } from './feed-stack.ts';
import { MadeVenue } from './made-venue.ts';

interface SourceRow {
  readonly name: string;
  readonly state: string;
  readonly code: string | null;
  readonly reason: string | null;
}

const eventually = (check: () => unknown): Promise<unknown> =>
  vi.waitFor(check, { timeout: 10_000, interval: 20 });

const say = (socket: WebSocket, message: unknown): void => socket.send(JSON.stringify(message));

/** Venues that tell their market over WebSocket, played by servers of the test. */
export function liveCases(stack: () => FeedStack): void {
  const venues: MadeVenue[] = [];
  afterAll(() => Promise.all(venues.map((venue) => venue.stop())));

  const quoteOf = async (symbol: string): Promise<QuoteRow | undefined> =>
    (await stack().ask<QuoteRow>('feed.quotes', { symbols: [symbol] }))[0];
  const sourceOf = async (name: string): Promise<SourceRow | undefined> =>
    (await stack().ask<SourceRow>('feed.sources')).find((row) => row.name === name);

  async function started(...of: Parameters<typeof MadeVenue.start>): Promise<MadeVenue> {
    const venue = await MadeVenue.start(...of);
    venues.push(venue);
    return venue;
  }

  describe('a venue over WebSocket', () => {
    test('is asked for its symbols, heard, and asked again when it was away', async () => {
      let ask = '101.00';
      const venue = await started(
        () => undefined,
        (message, socket) => {
          say(socket, { type: 'subscriptions', channels: message['channels'] });
          const levels = { bids: [['100.00', '2']], asks: [[ask, '1.5']] };
          say(socket, { type: 'snapshot', product_id: 'BTC-USD', ...levels });
        },
      );
      const source = {
        kind: 'WEBSOCKET',
        url: venue.url,
        protocol: 'coinbase',
        symbols: ['BTC-USD'],
      };
      expect(await stack().change('add', 'coins', source)).toMatchObject({ ok: true });
      // Quantities are parts of a hundred million.
      const whole = { bid: '1000000', bidSize: '200000000', bidVenues: ['coins'] };
      await eventually(async () =>
        expect(await quoteOf('BTC-USD')).toMatchObject({
          ...whole,
          ask: '1010000',
          askSize: '150000000',
        }),
      );
      expect(venue.asked).toEqual([
        {
          type: 'subscribe',
          product_ids: ['BTC-USD'],
          channels: ['level2_batch', 'matches', 'heartbeat'],
        },
      ]);
      ask = '102.00';
      venue.drop();
      await eventually(async () =>
        expect(await quoteOf('BTC-USD')).toMatchObject({ ...whole, ask: '1020000' }),
      );
      expect(venue.sessions).toBe(2);
      expect(await sourceOf('coins')).toMatchObject({ state: 'RUNNING', code: null });
    });

    test('that dies leaves no quote behind', async () => {
      const venue = venues[0];
      await venue?.stop();
      venues.shift();
      await eventually(async () =>
        expect(await quoteOf('BTC-USD')).toMatchObject({ bid: null, ask: null }),
      );
      await eventually(async () =>
        expect(await sourceOf('coins')).toMatchObject({ state: 'WAITING', code: 'NO_CONNECTION' }),
      );
      expect(await stack().change('remove', 'coins')).toMatchObject({ ok: true });
    });

    test('that sends what no message of its is gets another session', async () => {
      const venue = await started(
        () => undefined,
        (message, socket) => {
          say(socket, { type: 'subscriptions', channels: message['channels'] });
          if (venue.sessions === 1) return socket.send('{"type":"l2update","product_id":17}');
          say(socket, {
            type: 'snapshot',
            product_id: 'ETH-USD',
            bids: [['10', '1']],
            asks: [['11', '1']],
          });
        },
      );
      const source = {
        kind: 'WEBSOCKET',
        url: venue.url,
        protocol: 'coinbase',
        symbols: ['ETH-USD'],
      };
      await stack().change('add', 'odd', source);
      await eventually(async () => expect((await quoteOf('ETH-USD'))?.bid).toBe('100000'));
      expect(venue.sessions).toBe(2);
      await stack().change('remove', 'odd');
    });

    test('that wants credentials gets them from a file, which nobody is told', async () => {
      const at = new Date().toISOString();
      const venue = await started(
        (socket) => say(socket, [{ T: 'success', msg: 'connected' }]),
        ({ action, key, secret, ...rest }, socket) => {
          if (action === 'auth')
            return say(
              socket,
              key === 'AK' && secret === 'right'
                ? [{ T: 'success', msg: 'authenticated' }]
                : [{ T: 'error', code: 402, msg: 'auth failed' }],
            );
          say(socket, [{ T: 'subscription', ...rest }]);
          say(socket, [
            {
              T: 'q',
              S: 'TSLA',
              bx: 'V',
              bp: 250.1,
              bs: 3,
              ax: 'V',
              ap: 250.2,
              as: 4,
              c: ['R'],
              z: 'C',
              t: at,
            },
          ]);
        },
      );
      const named = (file: string): object => ({
        kind: 'WEBSOCKET',
        url: venue.url,
        protocol: 'alpaca',
        symbols: ['TSLA'],
        credentials: stack().file(file, JSON.stringify({ key: 'AK', secret: file })),
      });
      await stack().change('add', 'shares', named('right'));
      await eventually(async () =>
        expect(await quoteOf('TSLA')).toMatchObject({
          bid: '2501000',
          bidSize: '300',
          ask: '2502000',
          askSize: '400',
        }),
      );
      expect(venue.asked[1]).toEqual({
        action: 'subscribe',
        trades: ['TSLA'],
        quotes: ['TSLA'],
        lulds: ['TSLA'],
        statuses: ['TSLA'],
      });
      await stack().change('add', 'forged', named('wrong'));
      await eventually(async () =>
        expect(await sourceOf('forged')).toMatchObject({
          state: 'FAILED',
          code: 'REFUSED',
          reason: 'the venue refused: auth failed',
        }),
      );
      expect(JSON.stringify(await stack().change('list', 'all'))).not.toContain('"AK"');
      for (const name of ['shares', 'forged']) await stack().change('remove', name);
    });

    test.each([
      ['http', 'http://127.0.0.1:1/'],
      ['nothing', ''],
      ['a name with a space', 'ws://a b/'],
    ])('at an address of %s is refused', async (_, url) => {
      const source = { kind: 'WEBSOCKET', url, protocol: 'coinbase', symbols: ['A'] };
      expect(await stack().change('add', 'nowhere', source)).toMatchObject({ code: 'BAD_SOURCE' });
    });
  });
}
