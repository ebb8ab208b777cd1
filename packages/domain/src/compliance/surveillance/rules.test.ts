import { describe, expect, test } from 'vitest';
import { alertsOf, MarketScript, told } from '../../../test/surveillance/market-script.ts';
import { parseDate } from '../../time/civil-date.ts';

/** A market of five prices on both sides around 100.00, a hundred shares at each but for the first. */
function market(): MarketScript {
  const script = new MarketScript();
  for (let n = 0; n < 5; n++) {
    script.order('crowd', 'BUY', 100, `99.9${9 - n}`);
    script.order('crowd', 'SELL', 100, `100.0${n + 1}`);
  }
  return script;
}

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
    ['no larger than what executes', (script) => [1, 2, 3].forEach(() => cycle(script, 1_000, 400))],
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
      script.wait(everyUs / 1_000).cancel(order).wait(everyUs / 1_000);
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

describe('momentum ignition', () => {
  /** Buys five times up to `high`, sells there, and lets the price fall back. */
  function play(owner: string, high: number, low: string, seller = owner): MarketScript {
    const script = market();
    script.take('crowd-2', script.order('crowd', 'SELL', 10, '100.00'), 10, '100.00');
    for (let n = 1; n <= 5; n++) {
      script.wait(5 * SECOND);
      const price = (100 + (n * (high - 100)) / 5).toFixed(2);
      script.take(owner, script.order('crowd', 'SELL', 100, price), 100, price);
    }
    const top = high.toFixed(2);
    script.wait(20 * SECOND);
    script.take('crowd-3', script.order(seller, 'SELL', 300, top), 300, top);
    script.wait(20 * SECOND);
    script.take('crowd-3', script.order('crowd-2', 'BUY', 10, low), 10, low);
    return script;
  }

  test('moves the price by one per cent, sells into it, and it falls back', () => {
    expect(said(play('m', 101.5, '100.50'))).toEqual(['momentum-ignition m']);
  });

  test.each([
    ['the price moves by less', 100.8, '100.10', 'm'],
    ['it stays', 101.5, '101.40', 'm'],
    ['somebody else sells', 101.5, '100.50', 'n'],
  ])('is none where %s', (_, high, low, seller) => {
    expect(said(play('m', high, low, seller))).toEqual([]);
  });
});

describe('front running', () => {
  function play(exit: string, side: 'BUY' | 'SELL' = 'BUY', kind: 'EMPLOYEE' | 'CUSTOMER' = 'EMPLOYEE'): MarketScript {
    const script = market().account('e', 'emp', kind).account('c');
    const stands = script.order('crowd', side === 'BUY' ? 'SELL' : 'BUY', 200, '100.00');
    script.take('e', stands, 200, '100.00');
    script.wait(MINUTE);
    const block = script.order('c', 'BUY', 3_000, '100.50');
    script.wait(MINUTE);
    // Sellers come in parts: none of them is a block.
    for (let n = 0; n < 3; n++)
      script.trade(block, script.order('crowd', 'SELL', 1_000, '100.20'), 1_000, '100.20');
    script.wait(MINUTE);
    const back = script.order('crowd', side === 'BUY' ? 'BUY' : 'SELL', 200, exit);
    script.take('e', back, 200, exit);
    return script;
  }

  test('an employee buys before the block and sells at a profit', () => {
    const [alert, ...more] = alertsOf(play('100.30').facts);
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ ruleId: 'front-running', owner: 'emp', accounts: ['e', 'c'] });
  });

  test.each<[string, MarketScript]>([
    ['at a loss', play('99.99')],
    ['on the other side of the block, which is a hedge', play('99.90', 'SELL')],
    ['by another customer', play('100.30', 'BUY', 'CUSTOMER')],
  ])('is none %s', (_, script) => {
    expect(said(script)).toEqual([]);
  });
});

describe('off-market trade and fat finger', () => {
  test('a trade three per cent outside the best prices', () => {
    const script = market();
    script.take('f', script.order('crowd', 'SELL', 10, '103.10'), 10, '103.10');
    expect(said(script)).toEqual(['off-market-trade f']);
  });

  test('a trade outside the bands, whatever the quotes', () => {
    const script = market().bands('99.50', '100.50');
    script.take('f', script.order('crowd', 'SELL', 10, '100.60'), 10, '100.60');
    expect(said(script)).toEqual(['off-market-trade f']);
  });

  test('a trade within two per cent is none', () => {
    const script = market();
    script.take('f', script.order('crowd', 'SELL', 10, '101.90'), 10, '101.90');
    expect(said(script)).toEqual([]);
  });

  test('a limit eleven per cent through the market, let through or not', () => {
    const script = market();
    script.order('f', 'BUY', 10, '111.20', { timeInForce: 'IOC' });
    script.wait(2 * MINUTE).refused('f', 'SELL', 10, '88.00');
    script.wait(2 * MINUTE).refused('f', 'SELL', 10, '95.00');
    script.order('g', 'BUY', 10, '111.20', { type: 'MARKET', timeInForce: 'IOC' });
    expect(said(script)).toEqual(['fat-finger f', 'fat-finger f']);
  });

  test('an order at the market for many times what the book shows; one that waits is none', () => {
    const script = market();
    script.order('f', 'BUY', 500_000, '99.00');
    script.order('g', 'BUY', 12_000, '100.01', { timeInForce: 'IOC' });
    expect(said(script)).toEqual(['fat-finger g']);
  });
});

describe('marking the close', () => {
  function play(mark: { owner: string; held: number; to: string; counter?: boolean }): MarketScript {
    const script = market().account('k').gets('k', mark.held);
    for (let n = 0; n < 30; n++) {
      script.wait(MINUTE);
      script.take('c2', script.order('crowd', 'SELL', 200, '100.00'), 200, '100.00');
    }
    script.wait(2 * MINUTE);
    for (let n = 0; n < 8; n++) {
      script.wait(MINUTE);
      const [seller, buyer] =
        mark.counter === true ? [mark.owner, `b${n}`] : ['crowd', mark.owner];
      script.take(buyer, script.order(seller, 'SELL', 300, mark.to), 300, mark.to);
    }
    return script.wait(10 * SECOND).phase('CLOSED');
  }

  test('who holds the shares buys them up before the close', () => {
    expect(said(play({ owner: 'k', held: 50_000, to: '100.60' }))).toEqual(['marking-the-close k']);
  });

  test.each([
    ['without a position that gains', { owner: 'k', held: 0, to: '100.60' }],
    ['where the price hardly moves', { owner: 'k', held: 50_000, to: '100.40' }],
    ['of who sells into the move', { owner: 'k', held: 50_000, to: '100.60', counter: true }],
  ])('is none %s', (_, mark) => {
    expect(said(play(mark))).toEqual([]);
  });

  test('in the closing auction: of who moves its price, not of who offsets the imbalance', () => {
    const script = market().account('k').gets('k', 50_000).account('o').gets('o', 50_000);
    for (let n = 0; n < 30; n++) {
      script.wait(MINUTE);
      script.take('c2', script.order('crowd', 'SELL', 200, '100.00'), 200, '100.00');
    }
    script.wait(MINUTE).phase('CLOSING_AUCTION').wait(2 * MINUTE);
    const buy = script.order('k', 'BUY', 5_000, '101.00', { timeInForce: 'CLS' });
    const offset = script.order('o', 'SELL', 5_000, '100.70', { timeInForce: 'CLS' });
    script.trade(buy, offset, 5_000, '100.80', true).auction('100.80', 5_000);
    expect(said(script)).toEqual(['marking-the-close k']);
  });

  test('the open is marked by its first minutes', () => {
    const script = market().account('k').gets('k', 50_000);
    script.phase('CLOSED').wait(MINUTE).phase('CONTINUOUS');
    for (let n = 0; n < 6; n++) {
      const price = `10${n < 5 ? 0 : 1}.${(n * 2) % 10}0`;
      script.take('k', script.order('crowd', 'SELL', 400, price), 400, price);
      script.wait(MINUTE);
    }
    expect(said(script)).toEqual(['marking-the-close k']);
  });
});

describe('ramping', () => {
  function play(right: 'CALL' | 'PUT', expires = '2026-11-20', strike = 1_005_000n): MarketScript {
    const script = market().account('r');
    const terms = { underlyingId: 'ACME', right, strike, expiresOn: parseDate(expires) };
    script.option('ACME_OPT', terms).gets('r', 50, 'ACME_OPT');
    for (let n = 0; n < 6; n++) {
      const price = `100.${n}0`;
      script.wait(MINUTE).take('r', script.order('crowd', 'SELL', 100, price), 100, price);
    }
    return script;
  }

  test('who holds calls that expire today pushes the underlying to their strike', () => {
    expect(said(play('CALL'))).toEqual(['ramping r']);
  });

  test.each<[string, MarketScript]>([
    ['with puts, which is a hedge', play('PUT')],
    ['next week', play('CALL', '2026-11-27')],
    ['far from the strike', play('CALL', '2026-11-20', 1_100_000n)],
  ])('is none %s', (_, script) => {
    expect(said(script)).toEqual([]);
  });
});
