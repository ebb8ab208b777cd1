import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NATS_SECRETS } from '@bellwether/nats/users';
import { EVENT_STORE_USERS } from '@bellwether/servers/event-store';
import { POSTGRES_ROLES } from '@bellwether/servers/postgres-roles';
import { provideKeys } from './keys.ts';

/** Passwords of a local installation, by what they open. Letters and digits only. */
export interface Secrets {
  readonly nats: Readonly<Record<string, string>>;
  readonly eventStore: Readonly<Record<string, string>>;
  readonly postgres: Readonly<Record<string, string>>;
  readonly clickHouse: Readonly<Record<string, string>>;
  readonly redis: Readonly<Record<string, string>>;
  /** Bearer token of the GraphQL gateway. */
  readonly gatewayToken: string;
}

const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
const LENGTH = 32;

/**
 * The passwords of a data directory: drawn at random when it is first used, kept in `secrets.json`, which only the
 * owner may read. Passwords that a newer version needs are added, and so are keys to sign with (`keys/`).
 */
export function loadSecrets(directory: string): Secrets {
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  provideKeys(directory);
  const file = join(directory, 'secrets.json');
  const known = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>)
    : {};
  const drawn = (names: readonly string[], before: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(names.map((name) => [name, before[name] ?? draw()]));
  const secrets: Secrets = {
    nats: drawn(NATS_SECRETS, known.nats),
    eventStore: drawn(['admin', 'ops', ...EVENT_STORE_USERS], known.eventStore),
    postgres: drawn(['postgres', ...POSTGRES_ROLES], known.postgres),
    clickHouse: drawn(['projections', 'market_data', 'analyst'], known.clickHouse),
    redis: drawn(['projections', 'market_data', 'gateway'], known.redis),
    gatewayToken: known.gatewayToken ?? draw(),
  };
  // Written whole or not at all: a torn file would lock everybody out.
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

/** The secret of `name`. @throws TypeError where none was drawn. */
export function secretOf(secrets: Readonly<Record<string, string>>, name: string): string {
  const secret = secrets[name];
  if (secret === undefined) throw new TypeError(`no secret for ${name}`);
  return secret;
}

function draw(): string {
  return Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
