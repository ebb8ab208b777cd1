import { readFileSync } from 'node:fs';
import {
  Type,
  type Static,
  type TBoolean,
  type TInteger,
  type TObject,
  type TString,
} from 'typebox';
import { Compile } from 'typebox/compile';
import type { ClickHouseOptions, UserOptions } from './options.ts';

const positive = (description: string): TInteger => Type.Integer({ minimum: 1, description });
const whole = (description: string): TInteger => Type.Integer({ minimum: 0, description });

/** Settings of the process, from environment variables. */
export const clickHouseSettings: {
  readonly CLICKHOUSE_HOST: TString;
  readonly CLICKHOUSE_PORT: TInteger;
  readonly CLICKHOUSE_DATA: TString;
  readonly CLICKHOUSE_USERS: TString;
  readonly CLICKHOUSE_ALLOW_REMOTE: TBoolean;
  readonly CLICKHOUSE_MAX_MEMORY: TInteger;
} = {
  CLICKHOUSE_HOST: Type.String({ default: '127.0.0.1', description: 'Address to listen on' }),
  CLICKHOUSE_PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    description: 'Port; 0 takes a free one',
  }),
  CLICKHOUSE_DATA: Type.String({ minLength: 1, description: 'Data directory' }),
  CLICKHOUSE_USERS: Type.String({
    minLength: 2,
    description: 'JSON list of users, or the path of a file with one',
  }),
  CLICKHOUSE_ALLOW_REMOTE: Type.Boolean({
    default: false,
    description: 'Listen on an address that is no loopback one',
  }),
  CLICKHOUSE_MAX_MEMORY: Type.Integer({
    default: 3 * 2 ** 30,
    minimum: 2 ** 28,
    description: 'Bytes of memory for all statements together',
  }),
};

const UserList = Type.Array(
  Type.Object(
    {
      name: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$' }),
      password: Type.String({ minLength: 8 }),
      readonly: Type.Boolean(),
      writesInto: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' })),
      limits: Type.Optional(
        Type.Partial(
          Type.Object({
            maxExecutionSeconds: positive('seconds'),
            maxMemoryBytes: positive('bytes'),
            maxResultRows: whole('rows'),
            maxResultBytes: whole('bytes'),
            maxConcurrentQueries: positive('statements'),
          }),
          { additionalProperties: false },
        ),
      ),
    },
    { additionalProperties: false },
  ),
  { minItems: 1 },
);

const userList = Compile(UserList);

/** The list of users is no proper list. The message says where, never what stands there: it may be a password. */
class UsersError extends Error {
  override readonly name = 'UsersError';
  readonly code = 'USERS';
}

/** Reads users from JSON or, where `value` is no list, from the file of that name. @throws UsersError */
export function readUsers(value: string): readonly UserOptions[] {
  const json = value.trimStart().startsWith('[') ? value : readFile(value);
  const users = parse(json);
  if (userList.Check(users)) return users as readonly UserOptions[];
  const [first] = userList.Errors(users);
  throw new UsersError(
    `CLICKHOUSE_USERS: ${first?.instancePath ?? ''} ${first?.message ?? 'is bad'}`,
  );
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsersError(
      `CLICKHOUSE_USERS: neither a JSON list nor a readable file (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new UsersError('CLICKHOUSE_USERS: no proper JSON');
  }
}

/** The options that the settings amount to. @throws UsersError */
export function optionsOf(settings: Static<TObject<typeof clickHouseSettings>>): ClickHouseOptions {
  return {
    host: settings.CLICKHOUSE_HOST,
    port: settings.CLICKHOUSE_PORT,
    dataDirectory: settings.CLICKHOUSE_DATA,
    users: readUsers(settings.CLICKHOUSE_USERS),
    allowRemote: settings.CLICKHOUSE_ALLOW_REMOTE,
    limits: { maxServerMemoryBytes: settings.CLICKHOUSE_MAX_MEMORY },
  };
}
