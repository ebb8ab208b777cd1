import { expect, test } from 'vitest';
import { compareFills, type ActualFill, type FillComparison } from './compare-fills.ts';
import type { ExpectedFill } from './step.ts';

const file = (
  ...fills: readonly [price: number, size: number, order: number][]
): readonly ExpectedFill[] =>
  fills.map(([price, size, order], row) => ({ row, price, size, orders: [order] }));
const platform = (
  ...fills: readonly [price: number, size: number, order: number][]
): readonly ActualFill[] => fills.map(([price, size, order]) => ({ price, size, order }));

/** `executions atFilePrice sameRestingOrder` */
function compare(expected: readonly ExpectedFill[], actual: readonly ActualFill[]): string {
  const result: FillComparison = { executions: 0, atFilePrice: 0, sameRestingOrder: 0 };
  compareFills(expected, actual, result);
  return Object.values(result).join(' ');
}

test('the same fills are the same', () => {
  expect(compare(file([100, 5, 1], [101, 5, 2]), platform([100, 5, 1], [101, 5, 2]))).toBe('2 2 2');
});

test('a fill in two pieces of the same price is at the price, but met another order', () => {
  expect(compare(file([100, 10, 1]), platform([100, 4, 1], [100, 6, 2]))).toBe('1 1 0');
});

test('two executions in one fill are both at the price', () => {
  expect(compare(file([100, 4, 1], [100, 6, 2]), platform([100, 10, 1]))).toBe('2 2 1');
});

test('a fill that reaches another price counts against the execution that it belongs to', () => {
  expect(compare(file([100, 5, 1], [100, 5, 2]), platform([100, 7, 1], [101, 3, 2]))).toBe('2 1 1');
});

test('shares that were not filled count against their execution', () => {
  expect(compare(file([100, 5, 1], [100, 5, 2]), platform([100, 7, 1]))).toBe('2 1 1');
  expect(compare(file([100, 5, 1]), [])).toBe('1 0 0');
});
