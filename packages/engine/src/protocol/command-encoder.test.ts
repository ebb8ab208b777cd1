import { describe, expect, test } from 'vitest';
import { OrderType, Side, TimeInForce } from './codes.ts';
import { encodeCancel, encodeNewOrder } from './command-encoder.ts';
import type { NewOrder } from './commands.ts';
import { MALFORMED } from './description.ts';
import { CommandWord, SLOT_WORDS } from './layout.ts';

const order: NewOrder = {
  token: 1,
  symbol: 2,
  ref: 3,
  side: Side.BUY,
  type: OrderType.LIMIT,
  timeInForce: TimeInForce.DAY,
  price: 100,
  quantity: 10,
};

const encode = (changes: Partial<NewOrder>): Int32Array => {
  const words = new Int32Array(SLOT_WORDS).fill(77);
  encodeNewOrder(words, 0, { ...order, ...changes });
  return words;
};

describe('an encoded command', () => {
  test('has nothing left of what its slot held before', () => {
    expect([...encode({})].slice(1).includes(77)).toBe(false);
  });

  test.each([
    'quantity',
    'price',
    'stopPrice',
    'displayQuantity',
    'minimumQuantity',
    'symbol',
  ] as const)('makes a %s that is no int32 negative, never another valid number', (field) => {
    for (const value of [2 ** 31, 2 ** 32 + 5, 1.5, Number.NaN, Infinity, -(2 ** 31) - 1]) {
      const words = encode({ [field]: value });
      expect([...words].some((word) => word === -(2 ** 31))).toBe(true);
    }
  });

  test.each(['token', 'ref', 'stpGroup', 'expiry'] as const)(
    'throws for a %s that is no int32',
    (field) => {
      for (const value of [2 ** 31, -(2 ** 31) - 1, 0.5, Number.NaN]) {
        expect(() => encode({ [field]: value })).toThrow(
          expect.objectContaining({ code: 'ENGINE_INVALID_COMMAND' }),
        );
      }
      expect(() =>
        encodeCancel(new Int32Array(16), 0, { token: 0, symbol: 0, ref: 2 ** 40 }),
      ).toThrow('ref must be an int32');
    },
  );

  test.each([
    { side: 2 },
    { side: 16 },
    { type: 4 },
    { type: -1 },
    { timeInForce: 7 },
    { timeInForce: 256 },
    { stpMode: 5 },
    { stpMode: Number.NaN },
  ])('marks a code that does not exist: %o', (wrong) => {
    const head = encode(wrong as Partial<NewOrder>)[CommandWord.HEAD]!;
    expect((head >> 8) & MALFORMED).toBe(MALFORMED);
  });
});
