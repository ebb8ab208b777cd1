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

  test('are known until their token expires', () => {
    const clock = { now: Date.parse('2026-11-20T10:00:00Z') };
    const expiring = { ...alice, expiresAt: '2026-11-20T10:00:01Z' };
    const some = new GatewayUsers([expiring], () => clock.now);
    const actor = some.of('Bearer alices-token')!;
    expect(actor).not.toHaveProperty('expiresAt');
    expect(some.knows(actor)).toBe(true);
    clock.now += 1_000;
    expect(some.of('Bearer alices-token')).toBeUndefined();
    expect(some.knows(actor)).toBe(false);
    // Somebody with more time is the same one.
    some.replace([{ ...expiring, expiresAt: '2026-11-20T11:00:00Z' }]);
    expect(some.knows(actor)).toBe(true);
    // With another token it is not, and neither is who looks the same but was never recognised here.
    some.replace([{ ...alice, tokenSha256: sha256('another') }]);
    expect(some.knows(actor)).toBe(false);
    expect(some.knows({ ...actor })).toBe(false);
  });

  test('stay who they were where the new ones cannot be', () => {
    const some = new GatewayUsers([alice]);
    const actor = some.of('Bearer alices-token')!;
    expect(() => some.replace([alice, alice])).toThrow(GatewayUsersError);
    expect(some.knows(actor)).toBe(true);
  });

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
    [{ ...alice, expiresAt: 'tomorrow' }, '/0/expiresAt'],
    [{ ...alice, expiresAt: '2026-13-01T00:00:00Z' }, '/0/expiresAt'],
  ] as const) {
    writeFileSync(file, JSON.stringify([bad]));
    expect(() => readUsers(file)).toThrow(where);
  }
  writeFileSync(file, '[');
  expect(() => readUsers(file)).toThrow('cannot be read');
  rmSync(directory, { recursive: true });
});
