import { expect, test } from 'vitest';
import { compareFills, emptyComparison, type ActualFill } from './compare-fills.ts';
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
  const result = emptyComparison();
  compareFills(expected, actual, result);
  return `${result.executions} ${result.atFilePrice} ${result.sameRestingOrder}`;
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

test('an execution that went otherwise is named by its row, with what became of it', () => {
  const result = emptyComparison();
  const expected = file([1_000_000, 5, 1], [1_000_000, 5, 2], [1_000_100, 5, 3]);
  compareFills(expected, platform([1_000_000, 7, 1], [1_000_200, 3, 2]), result);
  expect(result.mismatches.listed).toEqual([
    { row: 1, what: '5 at 100.00 became 2 at 100.00 and 3 at 100.02' },
    { row: 2, what: '5 at 100.01 became nothing' },
  ]);
});
