import { mkdirSync, readFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { nodeChild } from './node-child.ts';
import { probeHttp, type ServerSpec } from './server.ts';

/** Least privilege by user: `commands` writes facts and reads them; the others read. */
export const EVENT_STORE_USERS = ['commands', 'projections', 'processes', 'cli'] as const;
export type EventStoreUser = (typeof EVENT_STORE_USERS)[number];

/** First passwords of the users that a new database begins with. */
export interface EventStoreFounders {
  readonly admin: string;
  readonly ops: string;
}

export interface EventStoreOptions {
  readonly host: string;
  readonly port: number;
  readonly directory: string;
  readonly logFile: string;
  /** TLS and users, `admin` and `ops` to begin with. Undefined: neither, for tests and measurements. */
  readonly founders?: EventStoreFounders | undefined;
}

/** Who logs in at the event store, and whose certificates are trusted. */
export interface EventStoreLogin {
  readonly user: string;
  /** Letters and digits only: the client does not read more than one colon. */
  readonly password: string;
  readonly authorityFile: string;
}

/** Where the embedded event store keeps the certificate of the authority that has signed its own. */
export function eventStoreAuthority(directory: string): string {
  return join(directory, 'development.crt');
}

/** A call that takes longer has failed, ms; streams and subscriptions have no deadline. */
const DEADLINE_MS = 5_000;

/** Connection string of an event store: without a login for one without TLS, which therefore listens on loopback only. */
export function eventStoreUrl(host: string, port: number, login?: EventStoreLogin): string {
  const deadline = `defaultDeadline=${DEADLINE_MS}`;
  if (login === undefined) return `esdb://${host}:${port}?tls=false&${deadline}`;
  const authority = encodeURIComponent(login.authorityFile);
  return `esdb://${login.user}:${login.password}@${host}:${port}?tls=true&tlsCAFile=${authority}&${deadline}`;
}

/** The embedded event store, durable in `directory`. */
export function eventStoreServer(options: EventStoreOptions): ServerSpec {
  const { host, port, directory, logFile, founders } = options;
  const args = ['--port', `${port}`, '--data', directory, '--advertise', `${host}:${port}`];
  args.push(founders === undefined ? '--insecure' : '--tls-dev');
  return {
    name: 'event-store',
    async prepare() {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
    },
    child: nodeChild('event-store', import.meta.resolve('@bellwether/eventstore'), {
      args,
      logFile,
      env:
        founders === undefined
          ? {}
          : {
              EVENTSTORE_DEFAULT_ADMIN_PASSWORD: founders.admin,
              EVENTSTORE_DEFAULT_OPS_PASSWORD: founders.ops,
            },
    }),
    probe: () =>
      founders === undefined
        ? probeHttp(`http://${host}:${port}/health/live`)
        : probeHttps(`https://${host}:${port}/health/live`, eventStoreAuthority(directory)),
  };
}

const PROBE_MS = 2_000;

/** Fails unless `url` answers 2xx within two seconds, by a server whose certificate that authority has signed. */
async function probeHttps(url: string, authorityFile: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const ca = readFileSync(authorityFile);
  get(url, { ca, agent: false, signal: AbortSignal.timeout(PROBE_MS) }, (response) => {
    response.resume();
    resolve(response.statusCode);
  }).once('error', reject);
  const status = (await promise) ?? 0;
  if (status < 200 || status > 299) throw new Error(`${url} answered ${status}`);
}
