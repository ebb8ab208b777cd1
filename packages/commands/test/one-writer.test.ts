import type { OrderId, TradingState } from '@bellwether/domain';
import { expect, test } from 'vitest';
import { alice, AMZN, buy, id, openMarket } from './support/market.ts';

// `evolve` alone changes what a partition knows. `openMarket` holds each test of a partition to it: after the test the state is
// what its facts fold to. What sets a field does not even compile.

/** Never called: each line must be an error to the compiler, or this file is one. */
export function writes(state: TradingState): void {
  // @ts-expect-error a field of the state itself
  state.killSwitch = true;
  const instrument = state.instruments.get(AMZN)!;
  // @ts-expect-error a field of an instrument
  instrument.phase = 'HALTED';
  // @ts-expect-error what risk knows of it
  instrument.risk.lastSale = 0n;
  const account = state.accounts.get(alice)!;
  // @ts-expect-error what an account has
  account.risk.cash += 1n;
  // @ts-expect-error what it has open
  account.risk.exposures.get(AMZN)!.quantity = 1n;
  const order = state.orders.get(id(1) as string as OrderId)!;
  // @ts-expect-error an order
  order.leaves = 0n;
  for (const open of state.orders.ofInstrument(AMZN)) {
    // @ts-expect-error an order, however it is found
    open.reserved = 0n;
  }
}

test('a state that somebody else has written to is found', async () => {
  const market = await openMarket();
  await market.send(buy(1, 10n, '99'));
  expect(market.hasOneWriter()).toBe(true);
  const { accounts } = market.partition.state;
  const ledger = accounts.get(alice)!;
  accounts.delete(alice);
  expect(market.hasOneWriter()).toBe(false);
  accounts.set(alice, ledger);
  expect(market.hasOneWriter()).toBe(true);
});
