import { isAbsolute } from 'node:path';
import { expect, test } from 'vitest';
import { localSettings } from './settings.ts';

test('settings have defaults, and one number moves all ports', () => {
  const settings = localSettings({});
  expect(isAbsolute(settings.directory)).toBe(true);
  expect(settings.ports.gateway).toBe(7_400);
  const portsAt = (base: string): readonly number[] =>
    Object.values(localSettings({ BELLWETHER_PORT: base, PARTITIONS: '3' }).ports).flat();
  const moved = portsAt('8400');
  expect(moved).toEqual(portsAt('7400').map((port) => port + 1_000));
  expect(new Set(moved).size).toBe(moved.length);
});

test.each([
  [{ BELLWETHER_PORT: '80' }, /BELLWETHER_PORT/],
  [{ BELLWETHER_PORT: '70000' }, /BELLWETHER_PORT/],
  [{ DATABASE_URL: 'mysql://x' }, /DATABASE_URL/],
  [{ EVENTSTORE_URL: 'http://x' }, /EVENTSTORE_URL/],
  [{ CLICKHOUSE_URL: 'x' }, /CLICKHOUSE_URL/],
])('%j is refused by name', (env, name) => {
  expect(() => localSettings(env)).toThrow(name);
});
