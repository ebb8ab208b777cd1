import { parseDecimal, type OrderId, type PlaceOrderCommand } from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import { openPartition } from '../src/partition/open-partition.ts';
import {
  alice,
  AMZN,
  buy,
  factsOf,
  id,
  ledger,
  openMarket,
  quote,
  sell,
  smallEngine,
  TEN_O_CLOCK,
  told,
} from './support/market.ts';

const usd = parseDecimal;

describe('quotes of other venues', () => {
  test('an order trades with the best price wherever it is, and never through a quote', async () => {
    const market = await openMarket();
    await market.send(sell(1, 10n, '101'));
    await market.quote(quote('XNAS', '99.90', '100.50', 5n));
    await market.send(buy(2, 10n, '101'));
    expect(factsOf(market.journal.at(-1))).toEqual([
      'OrderAccepted',
      'OrderExecuted',
      'trade 5 @ 101 2<-1',
    ]);
    const away = market.journal.at(-1)?.facts[1];
    expect(away?.type === 'OrderExecuted' && away.data).toMatchObject({
      venue: 'XNAS',
      liquidity: 'ROUTED',
      price: usd('100.50'),
      bestOffer: usd('100.50'),
    });
    expect(ledger(market, alice)).toBe('8992 0 | 10 0');
  });

  test('at one price the own book comes first', async () => {
    const market = await openMarket();
    await market.send(sell(1, 10n, '100'));
    await market.quote(quote('XNAS', '99.90', '100'));
    await market.send(buy(2, 10n, '100'));
    expect(factsOf(market.journal.at(-1))).toEqual(['OrderAccepted', 'trade 10 @ 100 2<-1']);
  });

  test('a quote that comes to a resting order takes it', async () => {
    const market = await openMarket();
    await market.send(buy(1, 10n, '100'));
    const facts = await market.quote(quote('XNYS', '99', '99.95', 4n));
    expect(facts).toMatchObject([
      {
        type: 'OrderExecuted',
        data: { venue: 'XNYS', liquidity: 'MAKER', price: usd('99.95'), quantity: 4n },
      },
    ]);
  });

  test('of a reserve order they take the reserve first, as the book does, and a restart finds it so', async () => {
    const market = await openMarket();
    const bought = buy(1, 20n, '100');
    const { command } = bought;
    const data = { ...command.data, displayQuantity: 5n } as PlaceOrderCommand['data'];
    await market.send({ ...bought, command: { type: 'PlaceOrder', data } });
    const shown = (): readonly (bigint | undefined)[] => {
      const open = market.partition.state.orders.get(id(1) as string as OrderId);
      return [open?.leaves, open?.shown];
    };
    await market.quote(quote('XNAS', '99', '100', 8n));
    expect(shown()).toEqual([12n, 5n]);
    await market.quote(quote('XNAS', '99', '100', 9n));
    expect(shown()).toEqual([3n, 3n]);
    const { state, commands } = market.partition;
    const suspended: string[] = [];
    const clock = () => TEN_O_CLOCK;
    await openPartition(0, { state, commands }, smallEngine(), clock, 1, (one) =>
      suspended.push(one),
    );
    expect(suspended).toEqual([]);
    await market.quote(quote('XNAS', '99', '100', 3n));
    expect(shown()).toEqual([undefined, undefined]);
  });

  test('crossed between venues they are no reference', async () => {
    const market = await openMarket();
    await market.quote(quote('XNAS', '90', '91', 0n));
    await market.quote(quote('XNYS', '100.10', '100.20'));
    await market.quote(quote('XNAS', '99', '100.05'));
    await market.send(sell(1, 5n, '100.10'));
    const away = market.journal.at(-1)?.facts[1];
    expect(away?.type === 'OrderExecuted' && away.data).toMatchObject({ price: usd('100.10') });
    expect(away?.data).not.toHaveProperty('bestBid');
    expect(away?.data).not.toHaveProperty('bestOffer');
  });

  test('told again they are fresh, and what was taken of them is not there a second time', async () => {
    const market = await openMarket();
    await market.quote(quote('XNAS', '99.90', '100', 5n));
    await market.send(buy(1, 5n, '100'));
    await market.quote(quote('XNAS', '99.90', '100', 5n));
    expect((await market.send(buy(2, 5n, '100'))).map(told)).toEqual(['accepted 0/5']);
    await market.quote(quote('XNAS', '99.90', '100', 6n));
    expect(factsOf(market.journal.at(-1))).toEqual(['OrderExecuted']);
  });

  test('that were not heard for five seconds trade no more, and are no reference', async () => {
    const market = await openMarket();
    const { partition } = market;
    await market.quote(quote('XNAS', '99.90', '100', 5n));
    const isDue = (seconds: bigint): boolean =>
      partition.isHousekeepingDue(TEN_O_CLOCK + seconds * 1_000_000_000n);
    await partition.housekeep(TEN_O_CLOCK);
    expect([isDue(5n), isDue(6n)]).toEqual([false, true]);
    expect(await partition.housekeep(TEN_O_CLOCK + 6_000_000_000n)).toEqual([]);
    expect(isDue(7n)).toBe(false);
    expect((await market.send(buy(1, 5n, '100'))).map(told)).toEqual(['accepted 0/5']);
    // The same words, after they were gone, are an offer again.
    await market.quote(quote('XNAS', '99.90', '100', 5n));
    expect(factsOf(market.journal.at(-1))).toEqual(['OrderExecuted']);
  });

  test('that no book can count leave their venue without one, and do not keep others from it', async () => {
    const market = await openMarket();
    const { partition } = market;
    await market.quote(quote('XNAS', '99', '100', 5n));
    const refused: string[] = [];
    const quotes = [quote('XNAS', '99', '2000000000'), quote('XNYS', '99', '101')];
    await partition.quote(
      quotes.map((one) => ({ instrumentId: AMZN, ...one })),
      ({ code }) => refused.push(code),
    );
    expect(refused).toEqual(['QUOTE_REFUSED']);
    expect((await market.send(buy(1, 5n, '100'))).map(told)).toEqual(['accepted 0/5']);
    expect((await market.send(buy(2, 5n, '101'))).map(told)).toEqual(['accepted 5/0']);
    expect(
      await partition.quote([{ ...quotes[1]!, instrumentId: 'NONE' as never }], never),
    ).toEqual([]);
  });
});

const never = (error: Error): never => {
  throw error;
};
