import { partitionSettings, readConfig } from '@bellwether/platform/config';
import { NATS_SECRETS } from '@bellwether/nats/users';
import { EVENT_STORE_USERS } from '@bellwether/servers/event-store';
import { POSTGRES_ROLES } from '@bellwether/servers/postgres-roles';
import { Type } from 'typebox';

/** Environment variable that holds a password: `NATS_COMMANDS_PASSWORD`, `POSTGRES_BELLWETHER_OWNER_PASSWORD`. */
function passwordVariable(server: string, user: string): string {
  return `${server}_${user}_PASSWORD`.toUpperCase();
}

/** Every password of the composed installation, in the order of `env.sh`. */
export const PASSWORD_VARIABLES: readonly string[] = [
  ...NATS_SECRETS.map((name) => passwordVariable('NATS', name)),
  ...['admin', 'ops', ...EVENT_STORE_USERS].map((user) => passwordVariable('EVENTSTORE', user)),
  ...['postgres', ...POSTGRES_ROLES].map((role) => passwordVariable('POSTGRES', role)),
  ...['admin', 'projections', 'market_data', 'analyst'].map((user) =>
    passwordVariable('CLICKHOUSE', user),
  ),
  ...['projections', 'market_data', 'gateway'].map((user) => passwordVariable('REDIS', user)),
];

/** Number of trading partitions. @throws ConfigError */
export function readPartitions(env: NodeJS.ProcessEnv): number {
  return readConfig(Type.Object(partitionSettings), env).PARTITIONS;
}

/**
 * The passwords that a program of the composed installation was given.
 * @throws ConfigError naming every variable that is missing or not letters and digits only.
 */
export function readPasswords(
  names: readonly string[],
  env: NodeJS.ProcessEnv,
): (server: string, user: string) => string {
  const password = Type.String({ pattern: '^[A-Za-z0-9]{16,}$' });
  const schema = Type.Object(Object.fromEntries(names.map((name) => [name, password])));
  const passwords: Readonly<Record<string, string>> = readConfig(schema, env);
  return (server, user) => {
    const found = passwords[passwordVariable(server, user)];
    if (found === undefined) throw new TypeError(`no password of ${user} at ${server}`);
    return found;
  };
}
