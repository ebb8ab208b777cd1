import { createHash } from 'node:crypto';
import { ROLES, type Actor } from '@bellwether/domain';
import { readJsonFile } from '@bellwether/platform/config';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

/** Somebody who may use the gateway: a name, roles and accounts for the policy, and how it is recognised. */
export interface GatewayUser extends Actor {
  /** SHA-256 of the bearer token, hexadecimal: the file does not hold what opens the door. */
  readonly tokenSha256: string;
  /** Until when the token opens the door, UTC, ISO 8601 (`2026-12-31T23:59:59Z`); absent: until it is taken out. */
  readonly expiresAt?: string;
}

/** The list of users cannot be read. */
export class GatewayUsersError extends Error {
  override readonly name = 'GatewayUsersError';
  readonly code = 'GATEWAY_USERS';
}

const USERS = Type.Array(
  Type.Object(
    {
      name: Type.String({ pattern: '^[A-Za-z0-9_.@-]{1,64}$' }),
      roles: Type.Array(Type.Union(ROLES.map((role) => Type.Literal(role)))),
      accounts: Type.Union([
        Type.Literal('*'),
        Type.Array(Type.String({ maxLength: 32 }), { maxItems: 1_000 }),
      ]),
      tokenSha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
      expiresAt: Type.Optional(
        Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' }),
      ),
    },
    { additionalProperties: false },
  ),
);

/** Reads users from a JSON file. @throws ConfigError where there is none, GatewayUsersError saying what is wrong with it. */
export function readUsers(file: string): readonly GatewayUser[] {
  const list = readJsonFile(file);
  const [first] = Value.Errors(USERS, list);
  if (first !== undefined)
    throw new GatewayUsersError(`${file}: ${first.instancePath} ${first.message}`);
  const users = list as readonly GatewayUser[];
  const timeless = users.findIndex(({ expiresAt }) => Number.isNaN(expiryOf(expiresAt)));
  if (timeless !== -1) throw new GatewayUsersError(`${file}: /${timeless}/expiresAt is no time`);
  return users;
}

/**
 * Who runs an installation on one machine: one person with every role and everybody's accounts.
 * @param token drawn at random for the installation.
 */
export function developmentUser(token: string): GatewayUser {
  return { name: 'developer', roles: ['admin'], accounts: '*', tokenSha256: digest(token) };
}

interface Entry {
  readonly actor: Actor;
  /** Everything that makes it the same user, if it is the same. */
  readonly identity: string;
  /** ms since 1970 UTC. */
  readonly expiresAt: number;
}

/** Recognises users by their bearer tokens. */
export class GatewayUsers {
  readonly #now: () => number;
  #byDigest: ReadonlyMap<string, Entry> = new Map();
  #byActor: ReadonlyMap<Actor, Entry> = new Map();

  /**
   * @param now ms since 1970 UTC.
   * @throws GatewayUsersError where two users have one name or one token.
   */
  constructor(users: readonly GatewayUser[], now: () => number = Date.now) {
    this.#now = now;
    this.replace(users);
  }

  /** From now on these are the users; who is unchanged stays known. @throws GatewayUsersError as the constructor does. */
  replace(users: readonly GatewayUser[]): void {
    const byDigest = new Map(users.map((user) => [user.tokenSha256, this.#entryOf(user)]));
    const names = new Set(users.map(({ name }) => name));
    if (byDigest.size !== users.length || names.size !== users.length)
      throw new GatewayUsersError('two users have the same name or the same token');
    this.#byDigest = byDigest;
    this.#byActor = new Map([...byDigest.values()].map((entry) => [entry.actor, entry]));
  }

  #entryOf({ tokenSha256, expiresAt, ...actor }: GatewayUser): Entry {
    const identity = JSON.stringify([actor.name, actor.roles, actor.accounts]);
    const before = this.#byDigest.get(tokenSha256);
    const same = before?.identity === identity ? before.actor : Object.freeze(actor);
    return { actor: same, identity, expiresAt: expiryOf(expiresAt) };
  }

  /**
   * Whose token it is. Tokens are compared by their hashes, so how long it takes tells nothing about them.
   * @param header an Authorization header, or whatever a client sent in its place.
   */
  of(header: unknown): Actor | undefined {
    if (typeof header !== 'string') return undefined;
    const token = /^Bearer (\S{1,512})$/i.exec(header)?.[1];
    const entry = token === undefined ? undefined : this.#byDigest.get(digest(token));
    return entry !== undefined && this.#now() < entry.expiresAt ? entry.actor : undefined;
  }

  /** Whether somebody whom `of` gave is still a user, with the same rights and a token that is still good. */
  knows(actor: Actor): boolean {
    const entry = this.#byActor.get(actor);
    return entry !== undefined && this.#now() < entry.expiresAt;
  }
}

function expiryOf(expiresAt: string | undefined): number {
  return expiresAt === undefined ? Infinity : Date.parse(expiresAt);
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
