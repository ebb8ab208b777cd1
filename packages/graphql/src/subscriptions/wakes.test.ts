import { expect, test, vi } from 'vitest';
import { TooManySubscriptionsError } from './places.ts';
import { Wakes } from './wakes.ts';

const data = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

test('those are woken who follow the account or the instrument, until they leave', () => {
  const wakes = new Wakes();
  const [alice, bob, book] = [vi.fn<() => void>(), vi.fn<() => void>(), vi.fn<() => void>()];
  wakes.follow({ accountId: 'alice' }, 'a', alice);
  const leave = wakes.follow({ accountId: 'bob' }, 'b', bob);
  wakes.follow({ instrumentId: 'X' }, 'a', book);
  wakes.heard('evt.order.updated.bob', data({ instrumentId: 'Y' }));
  expect([alice, bob, book].map((one) => one.mock.calls.length)).toEqual([0, 1, 0]);
  wakes.heard('evt.order.updated.alice', data({ instrumentId: 'X' }));
  wakes.heard('evt.trade.executed.X', data({}));
  leave();
  wakes.heard('evt.order.updated.bob', data({ instrumentId: 'Y' }));
  wakes.all();
  expect([alice, bob, book].map((one) => one.mock.calls.length)).toEqual([2, 1, 3]);
  expect(wakes.followers).toBe(2);
});

test('one user does not take the places of all', () => {
  const wakes = new Wakes();
  const follow = (user: string) => wakes.follow({ accountId: 'x' }, user, () => undefined);
  const leaves = Array.from({ length: 500 }, () => follow('greedy'));
  expect(() => follow('greedy')).toThrow(TooManySubscriptionsError);
  follow('modest');
  leaves[0]?.();
  follow('greedy');
  expect(wakes.followers).toBe(501);
});

test('what is followed is known, and can be woken by itself', () => {
  const wakes = new Wakes();
  const [alice, bob, book] = [vi.fn<() => void>(), vi.fn<() => void>(), vi.fn<() => void>()];
  wakes.follow({ accountId: 'alice' }, 'a', alice);
  const leave = wakes.follow({ accountId: 'bob' }, 'b', bob);
  wakes.follow({ instrumentId: 'X' }, 'a', book);
  expect(wakes.followed).toEqual({ accounts: ['alice', 'bob'], instruments: ['X'] });
  wakes.these({ accounts: ['bob', 'carol'], instruments: ['X'] });
  expect([alice, bob, book].map((one) => one.mock.calls.length)).toEqual([0, 1, 1]);
  leave();
  expect(wakes.followed.accounts).toEqual(['alice']);
});
