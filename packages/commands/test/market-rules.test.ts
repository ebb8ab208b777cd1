import {
  parseDate,
  parseDecimal,
  type AccountId,
  type FollowedFact,
  type InstrumentId,
  type Phase,
  type PlaceOrderCommand,
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
  quote,
  sell,
  told,
  type Market,
  type Sent,
} from './support/market.ts';

const usd = parseDecimal;
const carol = 'carol' as AccountId;
const today = parseDate('2026-11-20');

const order = (n: number, terms: Partial<PlaceOrderCommand['data']>): Sent => ({
  id: id(n),
  command: {
    type: 'PlaceOrder',
    data: {
      accountId: carol,
      instrumentId: AMZN,
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'DAY',
      quantity: 10n,
      ...terms,
    },
  },
});

/** Carol has a margin account with cash, and may sell short. */
async function withCarol(cash: string, ...more: readonly FollowedFact[]): Promise<Market> {
  const market = await openMarket();
  const facts: readonly FollowedFact[] = [
    { type: 'AccountOpened', data: { accountId: carol, accountType: 'MARGIN' } },
    { type: 'CashDeposited', data: { accountId: carol, amount: usd(cash) } },
    {
      type: 'TradingPermissionsSet',
      data: {
        accountId: carol,
        assetClasses: ['EQUITY', 'OPTION', 'FUTURE'],
        optionLevel: 4,
        shortSelling: true,
      },
    },
    ...more,
  ];
  for (const fact of facts) await market.follow(fact);
  return market;
}

const locate: FollowedFact = {
  type: 'LocateRecorded',
  data: { accountId: carol, instrumentId: AMZN, locateId: 'L1', quantity: 50n, expiresOn: today },
};

describe('a margin account', () => {
  test('buys for twice its cash, and not for more', async () => {
    const market = await withCarol('5000');
    await market.send(sell(1, 100n, '100'));
    expect(
      (await market.send(order(2, { quantity: 101n, limitPrice: usd('100') }))).map(told),
    ).toEqual(['rejected INSUFFICIENT_MARGIN']);
    expect(
      (await market.send(order(3, { quantity: 100n, limitPrice: usd('100') }))).map(told),
    ).toEqual(['accepted 100/0']);
    expect(ledger(market, carol)).toBe('-5000 0 | 100 0');
  });

  test('sells short what was located, and its reserve is released by the fill', async () => {
    const market = await withCarol('5000', locate);
    await market.send(buy(1, 50n, '100'));
    const short = { side: 'SELL_SHORT', limitPrice: usd('100') } as const;
    const outcomes = await market.send(
      order(2, { ...short, quantity: 20n }),
      order(3, { ...short, quantity: 51n, locateId: 'L1' }),
      order(4, { ...short, quantity: 30n, locateId: 'L1' }),
      order(5, { ...short, quantity: 30n, locateId: 'L1' }),
    );
    expect(outcomes.map(told)).toEqual([
      'rejected LOCATE_REQUIRED',
      'rejected LOCATE_REQUIRED',
      'accepted 30/0',
      'rejected LOCATE_REQUIRED',
    ]);
    // 8 000 less two cents of fees on the sale.
    expect(ledger(market, carol)).toBe('7999 0 | -30 0');
    expect(
      (await market.send(order(6, { side: 'SELL', limitPrice: usd('100') }))).map(told),
    ).toEqual(['rejected SHORT_SALE_MARKING']);
  });

  test('after a fall by a tenth sells short above the bid only', async () => {
    const market = await withCarol('5000', locate);
    const enter = (phase: Phase): FollowedFact => ({
      type: 'SessionPhaseEntered',
      data: { sessionDate: today, phase },
    });
    for (const phase of ['CLOSED', 'PRE_OPEN', 'OPENING_AUCTION', 'CONTINUOUS'] as const)
      await market.follow(enter(phase));
    await market.follow({
      type: 'ClosePublished',
      data: { instrumentId: AMZN, tradeDate: today, price: usd('112') },
    });
    await market.quote(quote('XNAS', '100', '100.10'));
    await market.send(sell(1, 5n, '100'));
    const short = { side: 'SELL_SHORT', limitPrice: usd('100'), locateId: 'L1' } as const;
    await market.send(order(2, short));
    const accepted = market.journal.at(-1)?.facts[0];
    expect(accepted?.type === 'OrderAccepted' && accepted.data.limitPrice).toBe(usd('100.01'));
  });
});

test('an account that loses more than it may in a day opens nothing, and its open orders end', async () => {
  const limits = { maxDailyLoss: usd('100') };
  const market = await withCarol('5000', {
    type: 'RiskLimitsSet',
    data: { accountId: carol, limits },
  });
  for (const phase of ['CLOSED', 'PRE_OPEN', 'OPENING_AUCTION', 'CONTINUOUS'] as const)
    await market.follow({ type: 'SessionPhaseEntered', data: { sessionDate: today, phase } });
  await market.send(
    sell(1, 50n, '100'),
    order(2, { quantity: 50n, limitPrice: usd('100') }),
    order(3, { quantity: 1n, limitPrice: usd('90') }),
    buy(4, 50n, '97.90'),
  );
  await market.send(order(5, { side: 'SELL', quantity: 49n, limitPrice: usd('97.90') }));
  expect(factsOf(market.journal.at(-1))).toEqual([
    'OrderAccepted',
    'trade 49 @ 97 4<-5',
    'LossBreakerTripped',
    'cancelled 3 1 RISK',
  ]);
  expect((await market.send(order(6, { quantity: 1n, limitPrice: usd('97') }))).map(told)).toEqual([
    'rejected LOSS_LIMIT',
  ]);
  expect(
    (
      await market.send(
        buy(7, 1n, '97'),
        order(8, { side: 'SELL', quantity: 1n, limitPrice: usd('97') }),
      )
    ).map(told),
  ).toEqual(['accepted 0/1', 'accepted 1/0']);
  await market.follow({ type: 'LossBreakerReset', data: { accountId: carol, reason: 'reviewed' } });
  expect((await market.send(order(9, { quantity: 1n, limitPrice: usd('97') }))).map(told)).toEqual([
    'accepted 0/1',
  ]);
});

describe('options and futures', () => {
  const ES = 'ESZ6' as InstrumentId;
  const CALL = 'AMZN-C-110' as InstrumentId;
  const future: FollowedFact = {
    type: 'InstrumentListed',
    data: {
      instrumentId: ES,
      symbol: 'ESZ6',
      tickSize: usd('0.25'),
      referencePrice: usd('5000'),
      maxOrderQuantity: 100n,
      assetClass: 'FUTURE',
      multiplier: 50,
      future: {
        root: 'XX',
        expiresOn: parseDate('2026-12-18'),
        initialMargin: usd('13200'),
        maintenanceMargin: usd('12000'),
        settlement: 'CASH',
        dailyLimitBasisPoints: [700, 1_300, 2_000],
      },
    },
  };
  const dave: FollowedFact[] = [
    { type: 'CashDeposited', data: { accountId: bob, amount: usd('50000') } },
    {
      type: 'TradingPermissionsSet',
      data: {
        accountId: bob,
        assetClasses: ['EQUITY', 'OPTION', 'FUTURE'],
        optionLevel: 4,
        shortSelling: false,
      },
    },
  ];

  test('a future reserves its margin, moves no cash when it trades, and pays its variation at the close', async () => {
    const market = await withCarol('20000', future, ...dave);
    const es = { instrumentId: ES, quantity: 1n, limitPrice: usd('5000') };
    await market.send(order(1, es), order(2, { ...es, accountId: bob, side: 'SELL' }));
    const cash = (account: AccountId): bigint | undefined =>
      market.partition.state.accounts.get(account)?.risk.cash;
    expect([cash(carol), cash(bob)]).toEqual([usd('20000'), usd('50000')]);
    await market.follow({
      type: 'ClosePublished',
      data: { instrumentId: ES, tradeDate: today, price: usd('5010') },
    });
    expect([cash(carol), cash(bob)]).toEqual([usd('20500'), usd('49500')]);
    expect(market.partition.state.instruments.get(ES)).toMatchObject({
      lowerBand: usd('4659.50'),
      upperBand: usd('5360.50'),
    });
    const beyond = order(3, {
      instrumentId: ES,
      quantity: 1n,
      limitPrice: usd('4659.25'),
      side: 'SELL',
    });
    expect((await market.send(beyond)).map(told)).toEqual(['rejected PRICE_OUTSIDE_BAND']);
  });

  test('an option costs its premium times the multiplier', async () => {
    const option: FollowedFact = {
      type: 'InstrumentListed',
      data: {
        instrumentId: CALL,
        symbol: 'AMZNC110',
        tickSize: 100n,
        referencePrice: usd('2'),
        maxOrderQuantity: 100n,
        assetClass: 'OPTION',
        multiplier: 100,
        option: {
          underlyingId: AMZN,
          underlyingKind: 'STOCK',
          right: 'CALL',
          strike: usd('110'),
          expiresOn: parseDate('2026-12-18'),
          style: 'AMERICAN',
          settlement: 'PHYSICAL',
        },
      },
    };
    const market = await withCarol('5000', option, ...dave);
    const call = { instrumentId: CALL, quantity: 1n, limitPrice: usd('2') };
    const outcomes = await market.send(
      order(1, call),
      order(2, { ...call, accountId: bob, side: 'SELL', positionEffect: 'OPEN' }),
    );
    expect(outcomes.map(told)).toEqual(['accepted 0/1', 'accepted 1/0']);
    expect(ledger(market, carol)).toBe('4800 0 | 0 0');
  });

  test('are for accounts that may trade them', async () => {
    const market = await withCarol('5000', future);
    const es = { instrumentId: ES, quantity: 1n, limitPrice: usd('5000') };
    expect(
      (await market.send(order(1, { ...es, accountId: alice }), order(2, es))).map(told),
    ).toEqual(['rejected NOT_PERMITTED', 'rejected INSUFFICIENT_MARGIN']);
  });
});
