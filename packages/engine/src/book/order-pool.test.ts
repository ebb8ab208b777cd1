import { describe, expect, test } from 'vitest';
import { OrderPool, OrderState, OrderWord } from './order-pool.ts';

const { SHIFT, REF, SYMBOL } = OrderWord;

const take = (pool: OrderPool, ref: number, symbol = 0): number => {
  const slot = pool.allocate();
  pool.words[(slot << SHIFT) | REF] = ref;
  pool.words[(slot << SHIFT) | SYMBOL] = symbol;
  pool.setState(slot, OrderState.RESTING);
  return slot;
};

describe('handles', () => {
  test('lead to their order', () => {
    const pool = new OrderPool(3);
    const slot = take(pool, 11);
    expect(pool.resolve(pool.handleOf(slot), 11, 0)).toBe(slot);
  });

  test('go stale when their order ends, though its slot is used again', () => {
    const pool = new OrderPool(3);
    const slot = take(pool, 11);
    const handle = pool.handleOf(slot);
    pool.release(slot);
    expect(pool.resolve(handle, 11, 0)).toBe(0);
    expect(take(pool, 11)).toBe(slot);
    expect(pool.resolve(handle, 11, 0)).toBe(0);
  });

  test('of another ref or symbol, out of range, or never issued lead nowhere', () => {
    const pool = new OrderPool(3);
    const handle = pool.handleOf(take(pool, 11, 5));
    expect(pool.resolve(handle, 12, 5)).toBe(0);
    expect(pool.resolve(handle, 11, 6)).toBe(0);
    for (const wrong of [0, -1, 1, handle + 1, -handle, 2_147_483_647, -2_147_483_648]) {
      expect(pool.resolve(wrong, 11, 5)).toBe(0);
    }
  });

  test('are positive and differ over all generations of a slot, which then begin anew', () => {
    const pool = new OrderPool(65_535);
    const seen = new Set<number>();
    for (let i = 0; i < 32_767; i++) {
      const slot = take(pool, i);
      const handle = pool.handleOf(slot);
      expect(handle).toBeGreaterThan(0);
      seen.add(handle);
      pool.release(slot);
    }
    expect(seen.size).toBe(32_767);
    expect(seen.has(pool.handleOf(take(pool, 0)))).toBe(true);
  });
});

test('a pool gives out as many slots as it has and no slot twice', () => {
  const pool = new OrderPool(7);
  const slots = Array.from({ length: 7 }, () => take(pool, 1));
  expect(new Set(slots).size).toBe(7);
  expect(pool.isFull).toBe(true);
  pool.release(slots[3]!);
  expect(pool.isFull).toBe(false);
  expect(take(pool, 1)).toBe(slots[3]);
});
