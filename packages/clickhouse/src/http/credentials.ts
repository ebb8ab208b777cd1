import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { clickHouseError } from '../engine/error-codes.ts';
import { DEFAULT_USER_LIMITS, type UserOptions } from '../options.ts';
import type { User } from '../query/user.ts';

/** What a request says of who sends it. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/**
 * Credentials by `X-ClickHouse-User` and `X-ClickHouse-Key`, by Basic authentication, or by the URL's `user` and
 * `password`, in this order. Undefined where there are none.
 * @throws EngineError where two of the ways are used at once or the header cannot be read.
 */
export function credentialsOf(
  headers: IncomingHttpHeaders,
  params: URLSearchParams,
): Credentials | undefined {
  const { authorization } = headers;
  const user = headers['x-clickhouse-user'];
  const key = headers['x-clickhouse-key'];
  const inHeaders = user !== undefined || key !== undefined;
  const inUrl = params.has('user') || params.has('password');
  if (Number(authorization !== undefined) + Number(inHeaders) + Number(inUrl) > 1) {
    throw clickHouseError(
      'AUTHENTICATION_FAILED',
      'Invalid authentication: it is not allowed to use several ways of authentication at once',
    );
  }
  if (authorization !== undefined) return basic(authorization);
  if (inHeaders) return { name: String(user ?? 'default'), password: String(key ?? '') };
  if (!inUrl) return undefined;
  return { name: params.get('user') ?? 'default', password: params.get('password') ?? '' };
}

function basic(header: string): Credentials {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]*)$/i.exec(header)?.[1];
  const decoded = Buffer.from(encoded ?? '', 'base64').toString();
  const colon = decoded.indexOf(':');
  if (encoded === undefined || colon === -1) {
    throw clickHouseError(
      'AUTHENTICATION_FAILED',
      'Invalid authentication: bad Authorization header',
    );
  }
  return { name: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Knows the users, and passwords by their digests only. */
export class Authentication {
  readonly #users = new Map<string, { readonly user: User; readonly password: Buffer }>();
  /** Compared with where there is no such user, so that the time taken does not tell. */
  readonly #nobody = digest('');

  constructor(users: readonly UserOptions[]) {
    for (const { name, password, readonly, writesInto, limits } of users) {
      const user = { name, readonly, writesInto, limits: { ...DEFAULT_USER_LIMITS, ...limits } };
      this.#users.set(name, { user, password: digest(password) });
    }
  }

  /** @throws EngineError AUTHENTICATION_FAILED, the same for a wrong name and a wrong password. */
  check(credentials: Credentials): User {
    const known = this.#users.get(credentials.name);
    const same = timingSafeEqual(digest(credentials.password), known?.password ?? this.#nobody);
    if (known !== undefined && same) return known.user;
    throw clickHouseError(
      'AUTHENTICATION_FAILED',
      `${credentials.name.slice(0, 64)}: Authentication failed: password is incorrect, or there is no user with such name`,
    );
  }
}
