import {
  addDays,
  combines,
  ORDER_TYPES,
  parseDate,
  parseDecimal,
  PHASES,
  phaseAccepts,
  TIMES_IN_FORCE,
  type InstrumentId,
  type Phase,
  type PlaceOrderCommand,
  type SessionFact,
} from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import {
  alice,
  AMZN,
  bob,
  buy,
  factsOf,
  id,
  ledger,
  openMarket,
  sell,
  told,
  type Market,
  type Sent,
} from './support/market.ts';

const sessionDate = parseDate('2026-11-20');

const enter = (phase: Phase): SessionFact => ({
  type: 'SessionPhaseEntered',
  data: { sessionDate, phase },
});

/** Takes the market through phases of its day; returns what the last one led to. */
async function through(market: Market, ...phases: readonly Phase[]): Promise<readonly string[]> {
  for (const phase of phases) await market.follow(enter(phase));
  return factsOf(market.journal.at(-1));
}

type Terms = PlaceOrderCommand['data'];

const order = (n: number, terms: Partial<Terms>): Sent => ({
  id: id(n),
  command: {
    type: 'PlaceOrder',
    data: {
      accountId: alice,
      instrumentId: AMZN,
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'DAY',
      quantity: 10n,
      ...terms,
    },
  },
});
const usd = parseDecimal;

describe('stop orders', () => {
  test('wait for a sale at their price, then trade as market orders within their collar', async () => {
    const market = await openMarket();
    await market.send(order(1, { type: 'STOP', stopPrice: usd('101'), quantity: 10n }));
    expect(ledger(market, alice)).toBe('10000 1060 | 0 0');
    await market.send(sell(2, 5n, '101'), sell(3, 5n, '102'), sell(4, 5n, '107'));
    await market.send(buy(5, 5n, '101'));
    expect(factsOf(market.journal.at(-1))).toEqual([
      'OrderAccepted',
      'trade 5 @ 101 5<-2',
      'OrderTriggered',
      'trade 5 @ 102 1<-3',
      'cancelled 1 5 COLLAR',
    ]);
    expect(ledger(market, alice)).toBe('8985 0 | 10 0');
  });

  test('with a limit come to rest there', async () => {
    const market = await openMarket();
    const terms = { stopPrice: usd('100'), limitPrice: usd('99'), timeInForce: 'GTC' } as const;
    await market.send(order(1, { type: 'STOP_LIMIT', ...terms }));
    await market.send(sell(2, 5n, '100'), buy(3, 5n, '100'));
    expect(factsOf(market.journal.at(-1)).at(-1)).toBe('OrderTriggered');
    await market.send(sell(4, 10n, '99'));
    expect(factsOf(market.journal.at(-1))).toEqual(['OrderAccepted', 'trade 10 @ 99 1<-4']);
  });
});

describe('terms that the engine honours', () => {
  test('a reserve order shows its next tranche at the back of the queue', async () => {
    const market = await openMarket();
    const reserve = { accountId: bob, side: 'SELL', limitPrice: usd('100') } as const;
    await market.send(order(1, { ...reserve, quantity: 30n, displayQuantity: 10n }));
    await market.send(sell(2, 10n, '100'), buy(3, 15n, '100'));
    expect(factsOf(market.journal.at(-1))).toEqual([
      'OrderAccepted',
      'trade 10 @ 100 3<-1',
      'OrderRefreshed',
      'trade 5 @ 100 3<-2',
    ]);
  });

  test('a minimum that cannot be had at once ends the order without a fill', async () => {
    const market = await openMarket();
    await market.send(sell(1, 5n, '100'));
    await market.send(order(2, { limitPrice: usd('100'), minimumQuantity: 6n }));
    expect(factsOf(market.journal.at(-1)).at(-1)).toBe('cancelled 2 10 MINIMUM_QUANTITY');
  });

  test('a post-only order that would take is refused, and nothing is held back', async () => {
    const market = await openMarket();
    await market.send(sell(1, 5n, '100'));
    const [outcome] = await market.send(order(2, { limitPrice: usd('100'), postOnly: true }));
    expect(told(outcome)).toBe('rejected POST_ONLY_WOULD_TAKE');
    expect(ledger(market, alice)).toBe('10000 0 | 0 0');
  });

  test.each([
    ['CANCEL_NEWEST', ['OrderAccepted', 'cancelled 2 15 STP']],
    ['CANCEL_OLDEST', ['OrderAccepted', 'cancelled 1 10 STP']],
    ['CANCEL_BOTH', ['OrderAccepted', 'cancelled 1 10 STP', 'cancelled 2 15 STP']],
    ['DECREMENT', ['OrderAccepted', 'OrderDecremented', 'cancelled 1 10 STP']],
    ['NONE', ['OrderAccepted', 'trade 10 @ 100 2<-1']],
  ] as const)('an owner’s orders do not trade with each other: %s', async (selfTrade, facts) => {
    const market = await openMarket();
    await market.follow({
      type: 'SecuritiesDeposited',
      data: { accountId: alice, instrumentId: AMZN, quantity: 10n },
    });
    await market.send(sell(1, 10n, '100', { account: alice }));
    await market.send(order(2, { limitPrice: usd('100'), quantity: 15n, selfTrade }));
    expect(factsOf(market.journal.at(-1))).toEqual(facts);
  });

  test('a name is used once a day', async () => {
    const market = await openMarket();
    const named = { limitPrice: usd('90'), quantity: 1n, clientOrderId: 'A-1' };
    const outcomes = await market.send(order(1, named), order(2, named));
    expect(outcomes.map(told)).toEqual(['accepted 0/1', 'rejected DUPLICATE_CLIENT_ORDER_ID']);
  });
});

describe('the day of the market', () => {
  test('begins with an auction, ends with one, and DAY orders end with it', async () => {
    const market = await openMarket();
    await through(market, 'CLOSED', 'PRE_OPEN');
    await market.send(
      order(1, { limitPrice: usd('101') }),
      sell(2, 6n, '99'),
      order(3, { type: 'MARKET', timeInForce: 'OPG', quantity: 2n }),
    );
    expect(ledger(market, alice)).toBe('10000 1220 | 0 0');
    await through(market, 'OPENING_AUCTION');
    expect(await through(market, 'CONTINUOUS')).toEqual([
      'SessionPhaseAdopted',
      'trade 2 @ 101 3<-2',
      'trade 4 @ 101 1<-2',
      'AuctionCompleted',
      'PhaseChanged',
    ]);
    await market.send(order(4, { limitPrice: usd('98'), timeInForce: 'GTC' }));
    await through(market, 'CLOSING_AUCTION');
    expect(await through(market, 'POST_CLOSE')).toEqual([
      'SessionPhaseAdopted',
      'AuctionCompleted',
      'PhaseChanged',
      'cancelled 1 6 EXPIRED',
    ]);
    expect([...market.partition.state.orders].map(([open]) => open)).toEqual([id(4)]);
  });

  test('a market order pays no more in an auction than what was held back for it', async () => {
    const market = await openMarket();
    await through(market, 'CLOSED', 'PRE_OPEN');
    await market.send(
      order(1, { type: 'MARKET', timeInForce: 'OPG', quantity: 5n }),
      sell(2, 5n, '110'),
      sell(3, 5n, '120'),
    );
    await through(market, 'OPENING_AUCTION');
    expect(await through(market, 'CONTINUOUS')).toContain('cancelled 1 5 COLLAR');
    expect(ledger(market, alice)).toBe('10000 0 | 0 0');
  });

  test('yesterday’s last sale triggers no stop', async () => {
    const market = await openMarket();
    await market.send(sell(1, 5n, '100'), buy(2, 5n, '100'));
    await through(market, 'CLOSED', 'PRE_OPEN', 'OPENING_AUCTION', 'CONTINUOUS');
    await market.send(order(3, { type: 'STOP', stopPrice: usd('90') }));
    expect(factsOf(market.journal.at(-1))).toEqual(['OrderAccepted']);
  });

  test('a halt collects orders and ends with an auction', async () => {
    const market = await openMarket();
    const instrumentId = AMZN;
    await market.follow({ type: 'InstrumentHalted', data: { instrumentId, reason: 'REGULATORY' } });
    await market.send(buy(1, 10n, '101'), sell(2, 10n, '99'));
    await market.follow({ type: 'InstrumentResumed', data: { instrumentId } });
    expect(factsOf(market.journal.at(-1))).toEqual([
      'TradingResumed',
      'PhaseChanged',
      'trade 10 @ 100 1<-2',
      'AuctionCompleted',
      'PhaseChanged',
    ]);
  });

  test('every step from any phase to any other, halted or not, is one that the engine takes', async () => {
    const days: readonly Phase[] = [
      'PRE_OPEN',
      'OPENING_AUCTION',
      'CONTINUOUS',
      'CLOSING_AUCTION',
      'POST_CLOSE',
      'CLOSED',
    ];
    const instrumentId = AMZN;
    for (const from of days)
      for (const to of days)
        for (const halted of ['never', 'before', 'between'] as const) {
          const market = await openMarket();
          const halt = () =>
            market.follow({
              type: 'InstrumentHalted',
              data: { instrumentId, reason: 'OPERATIONAL' },
            });
          if (halted === 'before') await halt();
          await through(market, from);
          if (halted === 'between') await halt();
          await through(market, to);
          if (halted !== 'never')
            await market.follow({ type: 'InstrumentResumed', data: { instrumentId } });
          await through(market, 'CONTINUOUS');
          expect(market.partition.state.instruments.get(AMZN)?.phase).toBe('CONTINUOUS');
        }
  });

  test('what the rules accept, the engine accepts, and nothing more', async () => {
    const ways: Readonly<Record<Phase, readonly Phase[] | 'halt'>> = {
      CLOSED: ['CLOSED'],
      PRE_OPEN: ['CLOSED', 'PRE_OPEN'],
      OPENING_AUCTION: ['CLOSED', 'PRE_OPEN', 'OPENING_AUCTION'],
      CONTINUOUS: [],
      CLOSING_AUCTION: ['CLOSING_AUCTION'],
      POST_CLOSE: ['CLOSING_AUCTION', 'POST_CLOSE'],
      HALTED: 'halt',
      PAUSED: 'halt',
      MWCB_HALT: 'halt',
      REOPENING_AUCTION: 'halt',
    };
    for (const phase of PHASES.filter((one) => ways[one] !== 'halt' || one === 'HALTED')) {
      const market = await openMarket();
      const way = ways[phase];
      const instrumentId = AMZN as InstrumentId;
      if (way === 'halt')
        await market.follow({
          type: 'InstrumentHalted',
          data: { instrumentId, reason: 'NEWS_PENDING' },
        });
      else await through(market, ...way);
      let n = 0;
      for (const type of ORDER_TYPES)
        for (const timeInForce of TIMES_IN_FORCE) {
          const prices = {
            ...(type === 'LIMIT' || type === 'STOP_LIMIT' ? { limitPrice: usd('1') } : {}),
            ...(type === 'STOP' || type === 'STOP_LIMIT' ? { stopPrice: usd('1') } : {}),
            // The day itself is over for a GTD order when its session is.
            ...(timeInForce === 'GTD' ? { expiresOn: addDays(sessionDate, 1) } : {}),
          };
          const [outcome] = await market.send(
            order(++n, { type, timeInForce, quantity: 1n, ...prices }),
          );
          const welcome = combines(type, timeInForce) && phaseAccepts(phase, timeInForce);
          expect(`${phase} ${type} ${timeInForce} ${outcome?.status}`).toBe(
            `${phase} ${type} ${timeInForce} ${welcome ? 'accepted' : 'rejected'}`,
          );
          expect(told(outcome)).not.toContain('ENGINE_REFUSED');
        }
    }
  });
});

test('a smaller total than what is executed ends the order', async () => {
  const market = await openMarket();
  await market.send(buy(1, 10n, '100'), sell(2, 6n, '100'));
  await market.send({
    id: id(3),
    command: {
      type: 'ReplaceOrder',
      data: { accountId: alice, instrumentId: AMZN, orderId: id(1) as never, quantity: 5n },
    },
  });
  expect(factsOf(market.journal.at(-1))).toEqual(['cancelled 1 4 REPLACE']);
  expect(ledger(market, alice)).toBe('9400 0 | 6 0');
});
