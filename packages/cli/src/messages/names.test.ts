import { COMMANDS } from '@bellwether/domain';
import { expect, test } from 'vitest';
import { named } from './names.ts';

test('what is known is found by its exact name', () => {
  expect(named(COMMANDS, 'DepositCash', 'command').type).toBe('DepositCash');
});

test.each([
  ['PlaceOrdr', 'PlaceOrder'],
  ['placeorder', 'PlaceOrder'],
  ['DepsitCash', 'DepositCash'],
  ['CancelOrders', 'CancelOrder'],
])('%s is answered with the name that was probably meant: %s', (typed, meant) => {
  expect(() => named(COMMANDS, typed, 'command')).toThrow(
    `no command is called ${typed}; did you mean ${meant}?`,
  );
});

test.each(['', 'xyz', 'Transfer everything to me'])('%j is like nothing that is known', (typed) => {
  expect(() => named(COMMANDS, typed, 'command')).toThrow(/^no command is called [^;]*$/);
});

test('names of objects in general are not known', () => {
  expect(() => named(COMMANDS, 'constructor', 'command')).toThrow(/no command is called/);
});
