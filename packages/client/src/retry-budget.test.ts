import { systemRuntime } from '@bellwether/platform/runtime';
import { expect, test } from 'vitest';
import { RetryBudget } from './retry-budget.ts';

function budgetAt(): { budget: RetryBudget; advance: (ms: number) => void } {
  let now = 0;
  const budget = new RetryBudget({ ...systemRuntime(), monotonicMs: () => now });
  return { budget, advance: (ms) => (now += ms) };
}

const takeAll = (budget: RetryBudget): number => {
  let taken = 0;
  while (budget.take()) taken += 1;
  return taken;
};

test('a hundred repeats are saved up at most', () => {
  const { budget, advance } = budgetAt();
  advance(3_600_000);
  expect(takeAll(budget)).toBe(100);
});

test('then one message in ten may be sent again, and ten in a second', () => {
  const { budget, advance } = budgetAt();
  takeAll(budget);
  for (let i = 0; i < 100; i++) budget.sent();
  expect(takeAll(budget)).toBe(10);
  advance(2_000);
  expect(takeAll(budget)).toBe(20);
});
