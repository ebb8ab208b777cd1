import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { developmentUser, GatewayUsers, GatewayUsersError, readUsers } from './users.ts';

const sha256 = (token: string): string => createHash('sha256').update(token).digest('hex');
const alice = {
  name: 'alice@desk',
  roles: ['trader'],
  accounts: ['alice'],
  tokenSha256: sha256('alices-token'),
} as const;

describe('users of the gateway', () => {
  const users = new GatewayUsers([alice, developmentUser('another-token')]);

  test('are recognised by their token, and their token is not told on', () => {
    const { tokenSha256: _, ...actor } = alice;
    expect(users.of('Bearer alices-token')).toEqual(actor);
    expect(users.of('bearer another-token')).toMatchObject({ name: 'developer' });
  });

  test.each([undefined, '', 'alices-token', 'Bearer alices-toke', 'Bearer  ', 7, {}])(
    'nobody is recognised by %j',
    (header) => expect(users.of(header)).toBeUndefined(),
  );

  test('have a name and a token each', () => {
    expect(() => new GatewayUsers([alice, { ...alice, name: 'bob' }])).toThrow(GatewayUsersError);
    expect(() => new GatewayUsers([alice, { ...alice, tokenSha256: sha256('x') }])).toThrow(
      'same name',
    );
  });
});

test('a file of users says what is wrong with it', () => {
  const directory = mkdtempSync(join(tmpdir(), 'users-'));
  const file = join(directory, 'users.json');
  writeFileSync(file, JSON.stringify([alice]));
  expect(readUsers(file)).toEqual([alice]);
  for (const [bad, where] of [
    [{ ...alice, roles: ['root'] }, '/0/roles/0'],
    [{ ...alice, alone: true }, '/0'],
    [{ ...alice, name: 'a/b' }, '/0/name'],
    [{ ...alice, tokenSha256: 'plain' }, '/0/tokenSha256'],
  ] as const) {
    writeFileSync(file, JSON.stringify([bad]));
    expect(() => readUsers(file)).toThrow(where);
  }
  writeFileSync(file, '[');
  expect(() => readUsers(file)).toThrow('cannot be read');
  rmSync(directory, { recursive: true });
});
