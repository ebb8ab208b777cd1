import { expect, test } from 'vitest';
import { Principals, principalsOf, type KnownPrincipal } from './principals.ts';

const known: readonly KnownPrincipal[] = [
  { name: 'gateway', roles: [], accounts: [], delegate: true },
  { name: 'bots', roles: ['trader'], accounts: ['alice'] },
];
const actor = { name: 'alice@example', roles: ['trader'], accounts: ['alice'] };

test('a user is who it is', () => {
  expect(new Principals(known).of('bots', undefined)).toBe(known[1]);
  expect(new Principals(known).of('mallory', undefined)).toBeUndefined();
});

test('a delegate speaks for somebody, under a name that shows both', () => {
  expect(new Principals(known).of('gateway', actor)).toEqual({
    ...actor,
    name: 'gateway/alice@example',
    alone: false,
  });
});

test('whoever a delegate speaks for is alone only where the delegate is', () => {
  const alone = new Principals([{ ...known[0]!, alone: true }]);
  expect(alone.of('gateway', actor)).toMatchObject({ alone: true });
  expect(alone.of('gateway', undefined)).toMatchObject({ roles: [] });
});

test('nobody else does', () => {
  expect(new Principals(known).of('bots', actor)).toBeUndefined();
});

test.each([
  ['a name with a slash', { ...actor, name: 'a/b' }],
  ['an unknown role', { ...actor, roles: ['root'] }],
  ['a right to act alone', { ...actor, alone: true }],
  ['no accounts', { name: 'x', roles: [] }],
  ['a text', 'alice'],
])('an actor with %s is nobody', (_what, bad) => {
  expect(new Principals(known).of('gateway', bad)).toBeUndefined();
});

test('a list of principals says what is wrong with it', () => {
  expect(principalsOf('production', known)).toEqual(known);
  const bad = [{ ...known[0], roles: ['root'] }];
  expect(() => principalsOf('dev', bad)).toThrow('/0/roles/0');
});

test('without a list nobody may do anything, but in the dev profile', () => {
  expect(principalsOf('production', undefined)).toEqual([]);
  expect(principalsOf('dev', undefined).map(({ name }) => name)).toContain('cli');
});
