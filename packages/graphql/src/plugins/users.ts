import { createHash } from 'node:crypto';
import { ROLES, type Actor } from '@bellwether/domain';
import { readJsonFile } from '@bellwether/platform';
import { Type } from 'typebox';
import { Value } from 'typebox/value';

/** Somebody who may use the gateway: a name, roles and accounts for the policy, and how it is recognised. */
export interface GatewayUser extends Actor {
  /** SHA-256 of the bearer token, hexadecimal: the file does not hold what opens the door. */
  readonly tokenSha256: string;
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
  return list as readonly GatewayUser[];
}

/**
 * Who runs an installation on one machine: one person with every role and everybody's accounts.
 * @param token drawn at random for the installation.
 */
export function developmentUser(token: string): GatewayUser {
  return { name: 'developer', roles: ['admin'], accounts: '*', tokenSha256: digest(token) };
}

/** Recognises users by their bearer tokens. */
export class GatewayUsers {
  readonly #byDigest: ReadonlyMap<string, Actor>;

  /** @throws GatewayUsersError where two users have one name or one token. */
  constructor(users: readonly GatewayUser[]) {
    this.#byDigest = new Map(
      users.map(({ tokenSha256, ...actor }) => [tokenSha256, Object.freeze(actor)]),
    );
    const names = new Set(users.map(({ name }) => name));
    if (this.#byDigest.size !== users.length || names.size !== users.length)
      throw new GatewayUsersError('two users have the same name or the same token');
  }

  /**
   * Whose token it is. Tokens are compared by their hashes, so how long it takes tells nothing about them.
   * @param header an Authorization header, or whatever a client sent in its place.
   */
  of(header: unknown): Actor | undefined {
    if (typeof header !== 'string') return undefined;
    const token = /^Bearer (\S{1,512})$/i.exec(header)?.[1];
    return token === undefined ? undefined : this.#byDigest.get(digest(token));
  }
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
