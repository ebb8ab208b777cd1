import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { OrderPool, OrderWord } from './order-pool.ts';
import { RefIndex } from './ref-index.ts';

const { SHIFT, REF } = OrderWord;

/** Refs that fall into the same cells, that count upwards, that wrap around, and any. */
const refs = fc.oneof(
  fc.integer({ min: 0, max: 7 }).map((n) => n * 0x0100_0000),
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: -5, max: 5 }).map((n) => n * 512),
  fc.constantFrom(2_147_483_647, -2_147_483_648, -1, 0),
  fc.integer(),
);

describe('the index of live refs', () => {
  test.prop([fc.array(fc.tuple(fc.boolean(), refs), { maxLength: 200 })])(
    'finds exactly what was added and not removed',
    (steps) => {
      const pool = new OrderPool(15);
      const index = new RefIndex(pool);
      const model = new Map<number, number>();
      for (const [add, ref] of steps) {
        const known = index.find(ref);
        expect(known).toBe(model.get(ref) ?? 0);
        if (add && known === 0 && !pool.isFull) {
          const slot = pool.allocate();
          pool.words[(slot << SHIFT) | REF] = ref;
          index.addFound(slot);
          model.set(ref, slot);
        } else if (!add && known !== 0) {
          index.remove(ref, known);
          pool.release(known);
          model.delete(ref);
        }
        for (const [live, slot] of model) expect(index.find(live)).toBe(slot);
      }
    },
  );
});
