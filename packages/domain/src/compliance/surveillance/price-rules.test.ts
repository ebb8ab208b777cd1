import { describe, expect, test } from 'vitest';
import {
  alertsOf,
  market,
  told,
  type MarketScript,
} from '../../../test/surveillance/market-script.ts';
import { parseDate } from '../../time/civil-date.ts';

const said = (script: MarketScript): readonly string[] => told(alertsOf(script.facts));
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

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
  function play(
    exit: string,
    side: 'BUY' | 'SELL' = 'BUY',
    kind: 'EMPLOYEE' | 'CUSTOMER' = 'EMPLOYEE',
  ): MarketScript {
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
  function play(mark: {
    owner: string;
    held: number;
    to: string;
    counter?: boolean;
  }): MarketScript {
    const script = market().account('k').gets('k', mark.held);
    for (let n = 0; n < 30; n++) {
      script.wait(MINUTE);
      script.take('c2', script.order('crowd', 'SELL', 200, '100.00'), 200, '100.00');
    }
    script.wait(2 * MINUTE);
    for (let n = 0; n < 8; n++) {
      script.wait(MINUTE);
      const [seller, buyer] = mark.counter === true ? [mark.owner, `b${n}`] : ['crowd', mark.owner];
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
    script
      .wait(MINUTE)
      .phase('CLOSING_AUCTION')
      .wait(2 * MINUTE);
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
