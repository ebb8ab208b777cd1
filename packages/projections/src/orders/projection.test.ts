import { describe, expect, test } from 'vitest';
import { accepted, id, recorded, type Told } from '../../test/story.ts';
import { ordersProjection } from './projection.ts';
import type { OrderRow } from './table.ts';

const ours = { orderId: id(1), accountId: 'a', instrumentId: 'X' };

/** An order of 10 at 100, as the read model has it after `facts`. */
function order(terms: object, ...facts: readonly Told[]): OrderRow {
  const first = accepted(1, 'a', 'BUY', 10n, 100n);
  const story = recorded([{ ...first, data: { ...first.data, ...terms } }, ...facts]);
  const row = story.reduce<object | undefined>(
    (before, fact) => ordersProjection.evolve(before as never, fact, id(1)) as object | undefined,
    undefined,
  );
  return row as OrderRow;
}

const replaced = (more: object): Told => ({
  type: 'OrderReplaced',
  data: { ...ours, quantity: 10n, leaves: 10n, previousLeaves: 10n, limitPrice: 101n, ...more },
});
const filled = (liquidity: string, leaves: bigint): Told => ({
  type: 'OrderExecuted',
  data: { ...ours, price: 100n, quantity: 10n - leaves, leaves, liquidity },
});

describe('what the book shows of an order of 10', () => {
  test.each([
    ['a limit order', {}, 10n],
    ['a reserve order: one tranche', { displayQuantity: 4n }, 4n],
    ['an order for the closing auction: nothing', { timeInForce: 'CLS' }, 0n],
    ['an order for the opening auction: nothing', { timeInForce: 'OPG' }, 0n],
    ['a market order that queues: nothing', { type: 'MARKET', timeInForce: 'DAY' }, 0n],
    ['a market order for the close: nothing', { type: 'MARKET', timeInForce: 'CLS' }, 0n],
    ['a stop that waits: nothing', { type: 'STOP_LIMIT', stopPrice: 99n }, 0n],
  ])('%s', (_, terms, shown) => {
    expect(order(terms).shown).toBe(shown);
  });

  test('what is hidden stays hidden, however it is changed or filled', () => {
    const close = { timeInForce: 'CLS' };
    expect(order(close, replaced({ priorityKept: false })).shown).toBe(0n);
    expect(order(close, filled('TAKER', 6n))).toMatchObject({ shown: 0n, leaves: 6n });
    expect(order(close, filled('MAKER', 6n))).toMatchObject({ shown: 0n, leaves: 6n });
  });

  test('a venue’s quote takes of a reserve order the reserve first', () => {
    const reserve = { displayQuantity: 4n };
    expect(order(reserve, filled('MAKER', 6n))).toMatchObject({ shown: 4n, leaves: 6n });
    expect(order(reserve, filled('MAKER', 3n))).toMatchObject({ shown: 3n, leaves: 3n });
    expect(order(reserve, filled('ROUTED', 3n))).toMatchObject({ shown: 3n, leaves: 3n });
  });

  test('a stop limit that is triggered', () => {
    const triggered: Told = { type: 'OrderTriggered', data: ours };
    expect(
      order({ type: 'STOP_LIMIT', stopPrice: 99n, displayQuantity: 3n }, triggered).shown,
    ).toBe(3n);
  });

  test('after a 2:1 split twice as much', () => {
    const split = { quantity: 20n, leaves: 20n, priorityKept: true, restated: true };
    expect(order({}, replaced(split)).shown).toBe(20n);
    expect(order({ displayQuantity: 4n }, replaced({ ...split, displayQuantity: 8n })).shown).toBe(
      8n,
    );
  });
});

test('a split counts what was executed in new shares, too', () => {
  const split = { quantity: 20n, leaves: 12n, priorityKept: true, restated: true };
  expect(order({}, filled('TAKER', 6n), replaced(split))).toMatchObject({
    quantity: 20n,
    executed: 8n,
    leaves: 12n,
  });
});

test('only a GTD order has a last day', () => {
  const gtd = { timeInForce: 'GTD', expiresOn: 20_785 };
  const change = replaced({ priorityKept: true });
  expect(order(gtd, change).expiresOn).toBe('2026-11-28');
  const good = replaced({ priorityKept: true, timeInForce: 'GTC' });
  expect(order(gtd, good)).toMatchObject({ timeInForce: 'GTC', expiresOn: null });
  expect(order(gtd, good, change).expiresOn).toBeNull();
});
