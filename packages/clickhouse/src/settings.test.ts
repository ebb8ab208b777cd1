import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readUsers } from './settings.ts';

const user = { name: 'a', password: 'long enough', readonly: true };

test('users come as JSON, or as the path of a file with it', () => {
  const directory = mkdtempSync(join(tmpdir(), 'users-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'users.json');
  writeFileSync(file, JSON.stringify([user]));
  expect(readUsers(JSON.stringify([user]))).toEqual([user]);
  expect(readUsers(file)).toEqual([user]);
});

test.for([
  '[]',
  '[{]',
  '/nowhere/users.json',
  JSON.stringify([{ ...user, password: 'short' }]),
  JSON.stringify([{ ...user, name: 'a b' }]),
  JSON.stringify([{ ...user, admin: true }]),
  JSON.stringify([{ ...user, limits: { maxExecutionSeconds: 0 } }]),
  JSON.stringify([{ name: 'a', readonly: true }]),
])('%s is refused, without a word of what may be a password', (value) => {
  expect(() => readUsers(value)).toThrow(/^CLICKHOUSE_USERS/);
  expect(() => readUsers(value)).not.toThrow(/short|long enough/);
});
