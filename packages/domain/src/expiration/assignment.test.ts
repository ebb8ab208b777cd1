import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { assign, lotIn } from './assignment.ts';

const of = (participant: string, contracts: bigint) => ({ participant, contracts });

describe('assignment', () => {
  test('goes to those who are short by lot, each in full before the next', () => {
    const short = [of('a', 3n), of('b', 3n), of('c', 3n)];
    const drawn = short
      .map(({ participant }) => participant)
      .toSorted((a, b) => (lotIn('seed', a) < lotIn('seed', b) ? -1 : 1));
    const [first, second] = drawn as [string, string];
    expect(assign([of('x', 2n), of('y', 2n)], short, 'seed')).toEqual([
      { holder: 'x', writer: first, contracts: 2n },
      { holder: 'y', writer: first, contracts: 1n },
      { holder: 'y', writer: second, contracts: 1n },
    ]);
  });

  test('another seed draws other lots, the same one the same', () => {
    const short = Array.from({ length: 20 }, (_, n) => of(`account${n}`, 1n));
    const winner = (seed: string) => assign([of('x', 1n)], short, seed)[0]?.writer;
    expect(winner('1')).toBe(winner('1'));
    expect(new Set(['1', '2', '3', '4', '5', '6'].map(winner)).size).toBeGreaterThan(1);
  });

  const contracts = fc.bigInt({ min: 1n, max: 50n });
  property.prop([fc.array(contracts, { maxLength: 8 }), fc.array(contracts, { maxLength: 8 })])(
    'assigns as many contracts as are exercised, and nobody more than he is short',
    (long, more) => {
      const exercised = long.map((n, index) => of(`long${index}`, n));
      // Together at least as many.
      const short = [...long, ...more].map((n, index) => of(`short${index}`, n));
      const assignments = assign(exercised, short, 'seed');
      const sum = (pick: (one: (typeof assignments)[number]) => boolean) =>
        assignments.filter(pick).reduce((total, one) => total + one.contracts, 0n);
      for (const one of exercised)
        expect(sum(({ holder }) => holder === one.participant)).toBe(one.contracts);
      for (const one of short)
        expect(sum(({ writer }) => writer === one.participant)).toBeLessThanOrEqual(one.contracts);
      expect(assignments.every((one) => one.contracts > 0n)).toBe(true);
    },
  );

  test('of more than is short is a mistake of the program', () => {
    expect(() => assign([of('x', 2n)], [of('a', 1n)], 'seed')).toThrow(RangeError);
  });
});
