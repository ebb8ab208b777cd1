import { expect, test } from 'vitest';
import { backOffMs } from './back-off.ts';
import { startOrder, TopologyError } from './start-order.ts';
import type { Unit } from './unit.ts';

const unit = (name: string, ...needs: readonly string[]): Unit =>
  ({ name, needs }) as unknown as Unit;
const order = (...units: readonly Unit[]): readonly string[] =>
  startOrder(units).map(({ name }) => name);

test('each unit comes after all that it needs', () => {
  expect(order(unit('c', 'b', 'a'), unit('b', 'a'), unit('a'), unit('d'))).toEqual([
    'a',
    'b',
    'c',
    'd',
  ]);
});

test('a circle and a missing unit are refused by name', () => {
  expect(() => order(unit('a', 'b'), unit('b', 'c'), unit('c', 'a'))).toThrow(/a → b → c → a/);
  expect(() => order(unit('a', 'nobody'))).toThrow(/a needs nobody/);
  expect(() => order(unit('a', 'a'))).toThrow(TopologyError);
});

test('restarts come later and later, up to a bound', () => {
  expect([1, 2, 3, 7, 50].map(backOffMs)).toEqual([250, 500, 1_000, 15_000, 15_000]);
});
