import { expect, test } from 'vitest';
import { AlpacaSession, CoinbaseSession } from './venue-session.ts';

const CREDENTIALS = { key: 'k', secret: 's' };

test('Coinbase is asked once, and established when it says what it will tell', () => {
  const session = new CoinbaseSession({ symbols: ['BTC-USD'], credentials: undefined });
  expect(session.greeting.map((text) => JSON.parse(text) as unknown)).toEqual([
    {
      type: 'subscribe',
      product_ids: ['BTC-USD'],
      channels: ['level2_batch', 'matches', 'heartbeat'],
    },
  ]);
  expect(session.isEstablished).toBe(false);
  expect(session.hear('{"type":"subscriptions","channels":[]}')).toEqual([]);
  expect(session.isEstablished).toBe(true);
});

test('Alpaca is told the credentials before what it shall tell, each when it asks', () => {
  const session = new AlpacaSession({ symbols: ['TSLA'], credentials: CREDENTIALS });
  expect(session.greeting).toEqual([]);
  expect(session.hear('[{"T":"success","msg":"connected"}]')).toEqual([
    '{"action":"auth","key":"k","secret":"s"}',
  ]);
  const [subscribed] = session.hear('[{"T":"success","msg":"authenticated"}]');
  expect(JSON.parse(subscribed ?? '')).toMatchObject({ action: 'subscribe', quotes: ['TSLA'] });
  expect(session.isEstablished).toBe(false);
  session.hear('[{"T":"subscription","trades":["TSLA"]}]');
  expect(session.isEstablished).toBe(true);
});

test('Alpaca without credentials is not called', () => {
  expect(() => new AlpacaSession({ symbols: ['A'], credentials: undefined })).toThrow(
    expect.objectContaining({ code: 'NO_CREDENTIALS', mayPass: false }),
  );
});

test.each([
  [
    'Coinbase',
    new CoinbaseSession({ symbols: ['A'], credentials: undefined }),
    '{"type":"error","message":"Failed","reason":"A is no product"}',
    /A is no product/,
  ],
  [
    'Alpaca',
    new AlpacaSession({ symbols: ['A'], credentials: CREDENTIALS }),
    '[{"T":"error","code":402,"msg":"auth failed"}]',
    /auth failed/,
  ],
])('%s that refuses is not asked again, and its words are shown', (_, session, text, words) => {
  expect(() => session.hear(text)).toThrow(
    expect.objectContaining({ code: 'REFUSED', mayPass: false }),
  );
  expect(() => session.hear(text)).toThrow(words);
});

test('words of a venue are printable and short', () => {
  const session = new AlpacaSession({ symbols: ['A'], credentials: CREDENTIALS });
  const text = JSON.stringify([{ T: 'error', msg: `\u001b[2J${'x'.repeat(500)}` }]);
  expect(() => session.hear(text)).toThrow(/^the venue refused: \?\[2Jx{116}$/);
});
