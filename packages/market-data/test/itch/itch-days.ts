import fc from 'fast-check';
import { ITCH_TYPES, type ItchType, type Message } from './itch-writer.ts';

/** Types about an order that must be there; those that tests write at random beside them have fields without meaning. */
const ABOUT_ORDERS = new Set<ItchType>(['A', 'F', 'E', 'C', 'X', 'D', 'U']);
const LETTERS: Readonly<Partial<Record<ItchType, readonly (string | number)[]>>> = {
  S: ['Q'],
  R: ['ABC', 'Q', 'N', 100],
  H: ['ABC', 'T', '', 'T2'],
  W: ['1'],
  h: ['ABC', 'Q', 'T'],
  J: ['ABC', 10_000, 11_000, 9_000, 0],
  P: [0, 'B', 55, 'ABC', 10_000, 900],
  Q: [2 ** 33, 'ABC', 10_000, 901, 'O'],
  B: [900],
};
const OTHERS = ITCH_TYPES.filter((type) => !ABOUT_ORDERS.has(type));

interface Step {
  readonly about: number;
  readonly what: 'A' | 'F' | 'E' | 'C' | 'X' | 'D' | 'U' | 'other';
  readonly shares: number;
  readonly other: ItchType;
}

const step: fc.Arbitrary<Step> = fc.record({
  about: fc.nat(),
  what: fc.constantFrom('A', 'A', 'F', 'E', 'C', 'X', 'D', 'U', 'other'),
  shares: fc.integer({ min: 1, max: 500 }),
  other: fc.constantFrom(...OTHERS),
});

/** Days that obey the specification, of all 23 types: an order is there before anything happens to it. */
export const anyDay: fc.Arbitrary<Message[]> = fc
  .array(step, { minLength: 1, maxLength: 40 })
  .map((steps) => {
    const living: { ref: number; left: number }[] = [];
    let ref = 2 ** 32 - 3;
    return steps.map(({ about, what, shares, other }, i): Message => {
      const index = about % Math.max(living.length, 1);
      const order = living[index];
      const begin = (): number => {
        living.push({ ref: ++ref, left: shares });
        return ref;
      };
      if (what === 'other') return [other, 7, i, ...(LETTERS[other] ?? [])];
      if (what === 'A' || what === 'F' || order === undefined)
        return [
          'A',
          7,
          i,
          begin(),
          about % 2 === 0 ? 'B' : 'S',
          shares,
          'ABC',
          10_000 + (about % 9),
        ];
      const some = Math.min(shares, order.left);
      const isGone = what === 'D' || what === 'U' || some === order.left;
      order.left -= some;
      if (isGone) living.splice(index, 1);
      if (what === 'E') return ['E', 7, i, order.ref, some, i];
      if (what === 'C') return ['C', 7, i, order.ref, some, i, about % 2 === 0 ? 'Y' : 'N', 9_999];
      if (what === 'X') return ['X', 7, i, order.ref, some];
      if (what === 'D') return ['D', 7, i, order.ref];
      return ['U', 7, i, order.ref, begin(), shares, 10_001];
    });
  });
