import { describe, expect, test } from 'vitest';
import {
  alertsOf,
  market,
  told,
  type MarketScript,
} from '../../../test/surveillance/market-script.ts';

const said = (script: MarketScript): readonly string[] => told(alertsOf(script.facts));
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe('wash trade', () => {
  test('of two accounts of one owner, whatever the quantity', () => {
    const script = market().account('a', 'ann').account('b', 'ann');
    const sell = script.order('a', 'SELL', 1, '100.00');
    const buy = script.take('b', sell, 1, '100.00');
    const [alert] = alertsOf(script.facts);
    expect(alert).toMatchObject({ ruleId: 'wash-trade', owner: 'ann', accounts: ['b', 'a'] });
    expect(alert?.orders).toEqual([buy, sell]);
    expect(alert?.trades).toEqual(['0-1']);
  });

  test('of an account with itself', () => {
    const script = market().account('a');
    script.take('a', script.order('a', 'SELL', 10, '100.00'), 10, '100.00');
    expect(said(script)).toEqual(['wash-trade a']);
  });

  test('is none between owners, or behind an omnibus account', () => {
    const script = market().account('a').account('b').account('o', 'omni', 'OMNIBUS');
    script.take('b', script.order('a', 'SELL', 10, '100.00'), 10, '100.00');
    script.take('o', script.order('o', 'SELL', 10, '100.00'), 10, '100.00');
    expect(said(script)).toEqual([]);
  });

  test('is none where self-trade prevention has ended an order', () => {
    const script = market().account('a');
    const sell = script.order('a', 'SELL', 10, '100.00');
    script.order('a', 'BUY', 10, '100.00');
    script.cancel(sell, 'STP');
    expect(said(script)).toEqual([]);
  });

  test('goes on without another alert for a minute', () => {
    const script = market().account('a');
    for (const ms of [0, 30 * SECOND, 31 * SECOND]) {
      script.wait(ms);
      script.take('a', script.order('a', 'SELL', 10, '100.00'), 10, '100.00');
    }
    expect(said(script)).toEqual(['wash-trade a', 'wash-trade a']);
  });
});

describe('round trip', () => {
  const trips = (script: MarketScript, times: number, back = 100, price = '100.00'): void => {
    for (let n = 0; n < times; n++) {
      script.wait(20 * SECOND);
      script.take('b', script.order('a', 'SELL', 100, '100.00'), 100, '100.00');
      script.wait(20 * SECOND);
      script.take('a', script.order('b', 'SELL', back, price), back, price);
    }
  };

  test('there and back three times', () => {
    const script = market();
    trips(script, 3);
    expect(said(script)).toEqual(['round-trip a']);
  });

  test.each([
    ['twice', 2, 100, '100.00'],
    ['with another quantity', 3, 94, '100.00'],
    ['two ticks away', 3, 100, '100.02'],
  ])('is none %s', (_, times, back, price) => {
    const script = market();
    trips(script, times, back, price);
    expect(said(script)).toEqual([]);
  });

  test('is found within its tolerances', () => {
    const script = market();
    trips(script, 3, 95, '100.01');
    expect(said(script)).toEqual(['round-trip a']);
  });

  test('is none of those who trade with everybody', () => {
    const script = market();
    for (let n = 0; n < 3; n++) {
      trips(script, 1);
      script.take('c', script.order('a', 'SELL', 400, '100.00'), 400, '100.00');
    }
    expect(said(script)).toEqual([]);
  });
});

describe('spoofing', () => {
  /** Offers 100 in earnest, bids 1,000 below the touch, is bought from, and withdraws. */
  function cycle(script: MarketScript, large = 1_000, small = 100, heldMs = 1_000): void {
    const genuine = script.order('s', 'SELL', small, '100.01');
    const spoof = script.order('s', 'BUY', large, '99.98');
    script.wait(heldMs);
    script.take('victim', genuine, small, '100.01');
    script.wait(500).cancel(spoof).wait(MINUTE);
  }

  test('three times in half an hour', () => {
    const script = market();
    for (let n = 0; n < 3; n++) cycle(script);
    const alerts = alertsOf(script.facts);
    expect(told(alerts)).toEqual(['spoofing s']);
    expect(alerts[0]?.orders).toHaveLength(6);
    expect(alerts[0]?.features[0]).toEqual({ name: 'cycles', value: 3n });
  });

  test('also where the other side executes within two seconds after', () => {
    const script = market();
    for (let n = 0; n < 3; n++) {
      const genuine = script.order('s', 'SELL', 100, '100.01');
      const spoof = script.order('s', 'BUY', 1_000, '99.98');
      script.wait(1_000).cancel(spoof).wait(1_500);
      script.take('victim', genuine, 100, '100.01');
      script.wait(MINUTE);
    }
    expect(said(script)).toEqual(['spoofing s']);
  });

  test('also where the large order is replaced by one far away', () => {
    const script = market();
    for (let n = 0; n < 3; n++) {
      const genuine = script.order('s', 'SELL', 100, '100.01');
      const spoof = script.order('s', 'BUY', 1_000, '99.98');
      script.take('victim', genuine, 100, '100.01');
      script.replace(spoof, 10, '90.00').wait(MINUTE);
    }
    expect(said(script)).toEqual(['spoofing s']);
  });

  test.each<[string, (script: MarketScript) => void]>([
    ['twice', (script) => [1, 2].forEach(() => cycle(script))],
    ['kept for six seconds', (script) => [1, 2, 3].forEach(() => cycle(script, 1_000, 100, 5_500))],
    [
      'no larger than what executes',
      (script) => [1, 2, 3].forEach(() => cycle(script, 1_000, 400)),
    ],
    [
      'of one large order that is cancelled',
      (script) => void script.cancel(script.order('s', 'BUY', 100_000, '99.98')),
    ],
    [
      'where another one executes',
      (script) => {
        for (let n = 0; n < 3; n++) {
          const spoof = script.order('s', 'BUY', 1_000, '99.98');
          script.take('victim', script.order('t', 'SELL', 100, '100.01'), 100, '100.01');
          script.cancel(spoof).wait(MINUTE);
        }
      },
    ],
  ])('is none %s', (_, play) => {
    const script = market();
    play(script);
    expect(said(script)).toEqual([]);
  });

  test('is none of a market maker that quotes both sides and moves both', () => {
    const script = market();
    for (let n = 0; n < 20; n++) {
      const [bid, ask] = [
        script.order('mm', 'BUY', 1_000, '99.99'),
        script.order('mm', 'SELL', 1_000, '100.01'),
      ];
      script.wait(500);
      script.take('victim', ask, 1_000, '100.01');
      script.cancel(bid).wait(SECOND);
    }
    expect(said(script)).toEqual([]);
  });
});

describe('layering', () => {
  function layers(script: MarketScript, count: number, heldMs = 1_000, opposite = 100): void {
    const genuine = script.order('l', 'SELL', opposite, '100.01');
    const bids = Array.from({ length: count }, (_, n) =>
      script.order('l', 'BUY', 300, `99.9${8 - n}`),
    );
    script.wait(1_000);
    script.take('victim', genuine, 100, '100.01');
    script.wait(heldMs);
    for (const bid of bids) script.cancel(bid);
  }

  test('three orders at three prices, gone within ten seconds', () => {
    const script = market();
    layers(script, 3);
    const [alert, ...more] = alertsOf(script.facts).filter(({ ruleId }) => ruleId === 'layering');
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ owner: 'l', trades: ['0-1'] });
    // At five prices the crowd shows 500, and 900 of 1,400 are the owner’s.
    expect(alert?.features).toContainEqual({ name: 'imbalanceBasisPoints', value: 6_428n });
  });

  test.each<[string, (script: MarketScript) => void]>([
    ['with two', (script) => layers(script, 2)],
    ['where they stay', (script) => layers(script, 3, 10_500)],
    ['where as much stands on the other side', (script) => layers(script, 3, 1_000, 900)],
    [
      'without an execution',
      (script) => {
        for (const n of [8, 7, 6]) script.cancel(script.order('l', 'BUY', 300, `99.9${n}`));
      },
    ],
  ])('is none %s', (_, play) => {
    const script = market();
    play(script);
    expect(said(script)).toEqual([]);
  });
});

describe('quote stuffing', () => {
  function flood(script: MarketScript, messages: number, everyUs: number): void {
    for (let n = 0; n < messages / 2; n++) {
      const order = script.order('q', 'BUY', 1, '99.00');
      script
        .wait(everyUs / 1_000)
        .cancel(order)
        .wait(everyUs / 1_000);
    }
  }

  test('more than five hundred messages in a second', () => {
    const script = market();
    flood(script, 502, 1_000);
    expect(said(script)).toEqual(['quote-stuffing q']);
  });

  test('is none of five hundred, or over two seconds', () => {
    const script = market();
    flood(script, 500, 1_000);
    script.wait(MINUTE);
    flood(script, 900, 3_000);
    expect(said(script)).toEqual([]);
  });

  test('is none of who trades', () => {
    const script = market();
    for (let n = 0; n < 8; n++) {
      script.take('q', script.order('crowd', 'SELL', 1, '100.01'), 1, '100.01');
    }
    flood(script, 502, 1_000);
    expect(said(script)).toEqual([]);
  });
});

test('excess cancels are a thousand withdrawn orders without an execution', () => {
  const play = (times: number): readonly string[] => {
    const script = market();
    for (let n = 0; n < times; n++) {
      const order = script.order('x', 'BUY', 1, '99.00');
      script.wait(100).cancel(order).wait(400);
    }
    return said(script);
  };
  expect([play(999), play(1_000)]).toEqual([[], ['excess-cancels x']]);
});
