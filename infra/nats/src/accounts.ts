import { CALLERS, inboxOf, SERVICE_USERS, type Caller } from './users.ts';

/** Account of the services, their streams and leases. */
const PLATFORM = 'PLATFORM';

/** Connections and subscriptions that one caller may have. */
const CALLER_CONNECTIONS_MAX = 256;
const CALLER_SUBSCRIPTIONS_MAX = 10_000;

/**
 * Commands by the instrument's id: for clients that do not know the partitions. The server maps the id to a partition by
 * FNV-1a, as the client library does.
 */
const BY_INSTRUMENT = 'cmd.trading.instrument.*.*';

/**
 * The accounts of the server's configuration. The platform has one; each caller has one of its own, and between them
 * stand only the subjects that the caller asks under and hears: a subject that a caller names as the place of an answer is
 * one of its own account.
 */
export function accounts(partitions: number, passwordOf: (user: string) => string): unknown {
  const mappings = { [BY_INSTRUMENT]: toPartition(partitions) };
  return {
    SYS: { users: [] },
    [PLATFORM]: {
      jetstream: 'enabled',
      users: SERVICE_USERS.map(({ name, publish, subscribe }) =>
        user(name, passwordOf(name), publish, subscribe),
      ),
      exports: CALLERS.flatMap(exportsTo),
    },
    ...Object.fromEntries(
      CALLERS.map((caller) => [
        accountOf(caller),
        {
          limits: { max_connections: CALLER_CONNECTIONS_MAX, max_subs: CALLER_SUBSCRIPTIONS_MAX },
          users: [
            user(
              caller.name,
              passwordOf(caller.name),
              [...caller.asks, ...caller.says],
              [inboxOf(caller.name), ...caller.hears],
            ),
          ],
          imports: [
            ...caller.asks.map((subject) => ({ service: { account: PLATFORM, subject } })),
            ...heardBy(caller).map((subject) => ({ stream: { account: PLATFORM, subject } })),
          ],
          mappings,
        },
      ]),
    ),
  };
}

/** What the platform lets one caller's account have. */
function exportsTo(caller: Caller): readonly unknown[] {
  const to = [accountOf(caller)];
  return [
    // Several services may answer one question: who is there.
    ...caller.asks.map((service) =>
      service.startsWith('$SRV')
        ? { service, response_type: 'Stream', accounts: to }
        : { service, accounts: to },
    ),
    ...heardBy(caller).map((stream) => ({ stream, accounts: to })),
  ];
}

/** What became of its durable commands comes to an inbox of its own, too. */
function heardBy({ name, hears }: Caller): readonly string[] {
  return [inboxOf(name), ...hears];
}

function accountOf({ name }: Caller): string {
  return name.toUpperCase();
}

function user(
  name: string,
  password: string,
  publish: readonly string[],
  subscribe: readonly string[],
): unknown {
  const permissions = { publish: { allow: publish }, subscribe: { allow: subscribe } };
  return { user: name, password, permissions };
}

function toPartition(partitions: number): string {
  return `cmd.trading.submit.{{partition(${partitions},1)}}.{{wildcard(2)}}`;
}
