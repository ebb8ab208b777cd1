import { createHash } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@bellwether/platform/log';
import { expect, test, vi } from 'vitest';
import { followUsers } from './users-file.ts';
import { GatewayUsers, readUsers } from './users.ts';

const user = (name: string, more: object = {}) => ({
  name,
  roles: ['trader'],
  accounts: [name],
  tokenSha256: createHash('sha256').update(`token-of-${name}`).digest('hex'),
  ...more,
});

test('users follow their file: who is gone or changed is not known any more, the others stay', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'users-'));
  const file = join(directory, 'users.json');
  const write = (...users: readonly object[]) => writeFileSync(file, JSON.stringify(users));
  write(user('alice'), user('bob'), user('carol'));
  const users = new GatewayUsers(readUsers(file));
  const errors: object[] = [];
  const logger = { error: (what: object) => errors.push(what) } as unknown as Logger;
  const stop = followUsers({ file, users, read: () => readUsers(file), logger, everyMs: 2 });
  const before = ['alice', 'bob', 'carol'].map((name) => users.of(`Bearer token-of-${name}`));
  const known = () => before.map((actor) => actor !== undefined && users.knows(actor));
  expect(known()).toEqual([true, true, true]);

  write(user('bob', { roles: ['trader', 'risk'] }), user('carol'));
  await vi.waitFor(() => expect(known()).toEqual([false, false, true]));
  expect(users.of('Bearer token-of-alice')).toBeUndefined();
  expect(users.of('Bearer token-of-bob')).toMatchObject({ roles: ['trader', 'risk'] });

  writeFileSync(file, '[{');
  await vi.waitFor(() => expect(errors).toHaveLength(1));
  rmSync(file);
  await vi.waitFor(() => expect(errors).toHaveLength(2));
  expect(known()).toEqual([false, false, true]);

  // Replaced, as a mounted secret is.
  writeFileSync(`${file}.new`, JSON.stringify([user('dora')]));
  renameSync(`${file}.new`, file);
  await vi.waitFor(() => expect(users.of('Bearer token-of-dora')).toBeDefined());
  expect(known()).toEqual([false, false, false]);
  stop();
  rmSync(directory, { recursive: true });
});
