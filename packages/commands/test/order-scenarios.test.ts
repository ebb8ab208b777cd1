import {
  evolveOrder,
  fixOrderStatus,
  newOrder,
  parseDate,
  parseDecimal,
  type AccountId,
  type OrderId,
  type OrderLife,
  type Phase,
  type SessionFact,
  type TradingFact,
} from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import {
  alice,
  AMZN,
  bob,
  buy,
  cancel,
  factsOf,
  id,
  ledger,
  openMarket,
  replace,
  sell,
  told,
  type Market,
} from './support/market.ts';

// The order-state scenarios of the FIX order-state matrices, on the partition as it runs. Quantities in hundreds.

const order = (n: number): OrderId => id(n) as string as OrderId;
const nobody = 'nobody' as AccountId;

/** The life of an order as the journal tells it, with requests that its owner has made before its last facts. */
function lifeOf(market: Market, n: number, quantity: bigint): OrderLife {
  const facts = market.journal.flatMap((entry) => entry.facts).filter(isOrderFact);
  return facts.reduce<OrderLife>(evolveOrder, newOrder(order(n), quantity));
}

type OrderFact = Parameters<typeof evolveOrder>[1] & TradingFact;

function isOrderFact(fact: TradingFact): fact is OrderFact {
  return /^(Order|Cancel|Replace|Trade(Executed|Busted))/.test(fact.type);
}

/** `status executed/leaves` */
const end = (life: OrderLife): string =>
  `${life.status} ${life.executed}/${life.leaves}${life.reason === undefined ? '' : ` ${life.reason}`}`;

const day = (phase: Phase): SessionFact => ({
  type: 'SessionPhaseEntered',
  data: { sessionDate: parseDate('2026-11-20'), phase },
});

describe('order-state scenarios', () => {
  test('1: filled in two parts', async () => {
    const market = await openMarket();
    await market.send(buy(1, 100n, '100'), sell(2, 20n, '100'), sell(3, 80n, '100'));
    expect(end(lifeOf(market, 1, 100n))).toBe('EXECUTED 100/0');
  });

  test('2: filled in part, then cancelled; the fill settles', async () => {
    const market = await openMarket();
    await market.send(buy(1, 100n, '100'), sell(2, 20n, '100'), cancel(3, 1));
    const life = lifeOf(market, 1, 100n);
    expect(end(life)).toBe('CANCELLED 20/0 USER');
    const [tradeId] = life.unsettled;
    const settled = evolveOrder(life, {
      type: 'TradeSettled',
      data: { tradeId: tradeId as never },
    });
    expect([end(settled), settled.unsettled.size]).toEqual(['CANCELLED 20/0 USER', 0]);
  });

  test('3: a fill arrives before the cancel that is under way', async () => {
    const market = await openMarket();
    await market.send(buy(1, 100n, '100'));
    const asked = evolveOrder(lifeOf(market, 1, 100n), {
      type: 'CancelRequested',
      data: { orderId: order(1) },
    });
    expect(fixOrderStatus(asked)).toBe('6');
    await market.send(sell(2, 50n, '100'), cancel(3, 1));
    expect(end(lifeOf(market, 1, 100n))).toBe('CANCELLED 50/0 USER');
  });

  test('4: the whole fill arrives before the cancel, which comes too late', async () => {
    const market = await openMarket();
    await market.send(buy(1, 100n, '100'));
    const outcomes = await market.send(sell(2, 100n, '100'), cancel(3, 1));
    expect(told(outcomes[1])).toBe('rejected ORDER_ALREADY_TERMINAL');
    expect(end(lifeOf(market, 1, 100n))).toBe('EXECUTED 100/0');
  });

  test('5: replaced to less after a fill, it keeps its place', async () => {
    const market = await openMarket();
    await market.send(buy(1, 100n, '100'), sell(2, 10n, '100'), replace(3, 1, 80n, '100'));
    expect(factsOf(market.journal.at(-1))).toEqual(['replaced 1 70 left in place']);
    expect(end(lifeOf(market, 1, 100n))).toBe('PARTIALLY_EXECUTED 10/70');
  });

  test('6: fills overtake a replace to less: the rest is cancelled, never a negative one left', async () => {
    const market = await openMarket();
    await market.send(buy(1, 100n, '100'), sell(2, 70n, '100'), replace(3, 1, 60n, '100'));
    expect(end(lifeOf(market, 1, 100n))).toBe('CANCELLED 70/0 REPLACE');
  });

  test('7: a replace to more comes too late for a filled order', async () => {
    const market = await openMarket();
    const [, , late] = await market.send(
      buy(1, 100n, '100'),
      sell(2, 100n, '100'),
      replace(3, 1, 120n, '100'),
    );
    expect(told(late)).toBe('rejected ORDER_ALREADY_TERMINAL');
  });

  test('8: after a refused replace the next one names the last accepted client order id', async () => {
    const market = await openMarket();
    const named = (n: number, original: string, mine: string, price: string) => ({
      id: id(n),
      command: {
        type: 'ReplaceOrder' as const,
        data: {
          accountId: alice,
          instrumentId: AMZN,
          orderId: order(1),
          quantity: 10n,
          limitPrice: parseDecimal(price),
          originalClientOrderId: original,
          clientOrderId: mine,
        },
      },
    });
    const first = buy(1, 10n, '99');
    const placed = { ...first.command, data: { ...first.command.data, clientOrderId: 'A' } };
    const outcomes = await market.send(
      { id: first.id, command: placed as typeof first.command },
      named(2, 'A', 'B', '99.005'),
      named(3, 'B', 'C', '98'),
      named(4, 'A', 'D', '98'),
      named(5, 'A', 'E', '97'),
      named(6, 'D', 'F', '97'),
    );
    expect(outcomes.slice(1).map(told)).toEqual([
      'rejected INVALID_TICK',
      'rejected STALE_CLIENT_ORDER_ID',
      'accepted 0/10',
      'rejected STALE_CLIENT_ORDER_ID',
      'accepted 0/10',
    ]);
  });

  test('9: the same cancel twice is answered the same, and cancels once', async () => {
    const market = await openMarket();
    const outcomes = await market.send(buy(1, 10n, '99'), cancel(2, 1), cancel(2, 1));
    expect(outcomes.slice(1).map(told)).toEqual(['accepted', 'duplicate of accepted']);
    expect(end(lifeOf(market, 1, 10n))).toBe('CANCELLED 0/0 USER');
  });

  test('10: IOC takes what there is; nothing of it stays in the book', async () => {
    const market = await openMarket();
    await market.send(sell(1, 30n, '100'), buy(2, 100n, '100', { tif: 'IOC' }));
    expect(end(lifeOf(market, 2, 100n))).toBe('CANCELLED 30/0 IOC');
    expect(market.partition.state.orders.size).toBe(0);
  });

  test('11: FOK that misses one share has no execution at all', async () => {
    const market = await openMarket();
    await market.send(sell(1, 99n, '100'), buy(2, 100n, '100', { tif: 'FOK' }));
    expect(end(lifeOf(market, 2, 100n))).toBe('CANCELLED 0/0 FOK');
  });

  test('12: a DAY order that is filled in part ends with the closing auction', async () => {
    const market = await openMarket();
    await market.send(buy(1, 100n, '100', { tif: 'DAY' }), sell(2, 40n, '100'));
    await market.follow(day('CLOSING_AUCTION'));
    await market.send(sell(3, 10n, '100', { tif: 'DAY' }));
    await market.follow(day('POST_CLOSE'));
    expect(end(lifeOf(market, 1, 100n))).toBe('EXPIRED 50/0 EXPIRED');
  });

  test('13: a GTC order lives through three sessions and a 2:1 split, under the same id', async () => {
    const market = await openMarket();
    await market.send(buy(1, 100n, '98'));
    await market.send(sell(2, 20n, '98'));
    for (const phase of ['CLOSED', 'PRE_OPEN', 'OPENING_AUCTION', 'CONTINUOUS', 'CLOSED'] as const)
      await market.follow(day(phase));
    const { state } = market.partition;
    const split = { kind: 'FORWARD_SPLIT', newShares: 2, oldShares: 1 } as const;
    const exDate = parseDate('2026-11-23');
    const attempt = { actionId: id(9), instrumentId: AMZN, version: 1, attempt: 1 };
    await market.follow({ type: 'CorporateActionDue', data: { ...attempt, ...split, exDate } });
    expect(state.orders.get(order(1))).toMatchObject({
      quantity: 200n,
      leaves: 160n,
      limitPrice: parseDecimal('49'),
    });
    expect(end(lifeOf(market, 1, 100n))).toBe('PARTIALLY_EXECUTED 40/160');
    expect(state.accounts.get(alice)?.risk.reserved).toBe(parseDecimal('7840'));
  });

  test('14: a busted trade is taken back; an order that has ended stays ended, one that lives gets it back', async () => {
    const market = await openMarket();
    await market.send(buy(1, 100n, '100'), sell(2, 40n, '100'));
    const { state } = market.partition;
    const trade = market.journal
      .flatMap((entry) => entry.facts)
      .find((f) => f.type === 'TradeExecuted');
    if (trade === undefined) throw new Error('no trade');
    const reason = 'clearly erroneous';
    const { instrumentId, tradeId } = trade.data;
    await market.follow({
      type: 'TradeBustOrdered',
      data: { instrumentId, tradeId, trade: trade.data, reason },
    });
    expect(end(lifeOf(market, 1, 100n))).toBe('RISK_APPROVED 0/100');
    expect(end(lifeOf(market, 2, 40n))).toBe('EXECUTED 0/0');
    const [buyer, seller] = [state.accounts.get(alice)?.risk, state.accounts.get(bob)?.risk];
    expect([buyer?.cash, buyer?.reserved, seller?.cash]).toEqual([
      parseDecimal('10000'),
      parseDecimal('10000'),
      0n,
    ]);
    expect(ledger(market, bob)).toBe('0 0 | 100 0');
    // What is open again is in the book, before what came later.
    const outcomes = await market.send(buy(3, 5n, '100'), sell(4, 100n, '100'));
    expect(outcomes.map(told)).toEqual(['rejected INSUFFICIENT_FUNDS', 'accepted 100/0']);
    expect(ledger(market, bob)).toBe('9999 0 | 0 0');
  });

  test('15: refused by the book after risk approved it: what was held back is free at once', async () => {
    const market = await openMarket();
    const post = buy(2, 10n, '100');
    const data = { ...post.command.data, postOnly: true };
    await market.send(sell(1, 5n, '100'));
    const outcomes = await market.send(
      { id: post.id, command: { ...post.command, data } as typeof post.command },
      buy(3, 100n, '90'),
    );
    expect(outcomes.map(told)).toEqual(['rejected POST_ONLY_WOULD_TAKE', 'accepted 0/100']);
    expect(end(lifeOf(market, 2, 10n))).toBe('REJECTED 0/0');
    expect(told((await market.send(buy(4, 1n, '1', { account: nobody })))[0])).toBe(
      'rejected UNKNOWN_ACCOUNT',
    );
  });
});
