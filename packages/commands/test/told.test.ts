import { parseDecimal, type OrderId } from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import {
  alice,
  AMZN,
  bob,
  buy,
  id,
  openMarket,
  replace,
  sell,
  TEN_O_CLOCK,
  told,
  type Sent,
} from './support/market.ts';

// What the sender of an order is told of it: his executions and what is open, whatever else the same entry holds.

const orderOf = (sent: Sent, more: object): Sent =>
  ({ ...sent, command: { ...sent.command, data: { ...sent.command.data, ...more } } }) as Sent;

describe('the sender of an order is told where it stands', () => {
  test('and nothing of the stop that its price sets off in the same entry', async () => {
    const market = await openMarket();
    await market.send(sell(1, 10n, '100'), sell(2, 10n, '101'));
    const stop = orderOf(buy(3, 5n, '102'), { type: 'STOP_LIMIT', stopPrice: parseDecimal('100') });
    await market.send(stop);
    const aggressor = buy(4, 10n, '100');
    const [outcome] = await market.send(aggressor);
    expect(
      market.journal.at(-1)?.facts.filter(({ type }) => type === 'TradeExecuted'),
    ).toHaveLength(2);
    expect(told(outcome)).toBe('accepted 10/0');
    expect(told((await market.send(aggressor))[0])).toBe('duplicate of accepted 10/0');
  });

  test('nothing is open of an order that self-trade prevention has reduced to what it executed', async () => {
    const market = await openMarket();
    await market.follow({
      type: 'SecuritiesDeposited',
      data: { accountId: alice, instrumentId: AMZN, quantity: 100n },
    });
    // Bob’s 6 trade; of the rest 4 meet Alice’s own sale and are taken off both.
    await market.send(sell(1, 6n, '100'), sell(2, 4n, '100', { account: alice }));
    const [outcome] = await market.send(orderOf(buy(3, 10n, '100'), { selfTrade: 'DECREMENT' }));
    expect(told(outcome)).toBe('accepted 6/0');
  });

  test('what was executed before a replace counts', async () => {
    const market = await openMarket();
    await market.send(sell(1, 100n, '100'), buy(2, 60n, '100'));
    const [larger] = await market.send(replace(3, 1, 90n, '100', bob));
    expect(told(larger)).toBe('accepted 60/30');
    // At a better price the rest meets a buy at once.
    await market.send(buy(4, 10n, '99'));
    const [better] = await market.send(replace(5, 1, 90n, '99', bob));
    expect(told(better)).toBe('accepted 70/20');
  });

  test('an execution at another venue counts, and of an order reduced what it still wants', async () => {
    const market = await openMarket();
    const { partition } = market;
    await market.quote({
      venue: 'XNAS',
      bid: 0n,
      bidQuantity: 0n,
      offer: parseDecimal('99'),
      offerQuantity: 7n,
      at: TEN_O_CLOCK,
    });
    const [outcome] = await market.send(buy(1, 10n, '100'));
    expect(told(outcome)).toBe('accepted 7/3');
    expect(partition.state.orders.get(id(1) as string as OrderId)?.leaves).toBe(3n);
  });
});
