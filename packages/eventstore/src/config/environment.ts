import { readFileSync } from 'node:fs';
import { InvalidOptionsError, type EventStoreOptions, type ServerVersion } from './options.ts';

/** What the command line or the environment said, as text. Names are those of the command line's flags. */
export interface RawOptions {
  readonly port?: string;
  readonly host?: string;
  readonly data?: string;
  readonly advertise?: string;
  readonly insecure?: boolean;
  readonly insecureAnywhere?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsDev?: boolean;
  readonly startStandardProjections?: boolean;
  readonly mem?: boolean;
  readonly serverVersion?: string;
  readonly maxAppendSize?: string;
  readonly commitTimeoutMs?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const flag = (value: string | undefined): boolean | undefined =>
  value === undefined ? undefined : /^(1|true|yes|on)$/i.test(value);

const VARIABLES: readonly (readonly [variable: string, option: keyof RawOptions])[] = [
  ['EVENTSTORE_NODE_PORT', 'port'],
  ['EVENTSTORE_HTTP_PORT', 'port'],
  ['EVENTSTORE_NODE_IP', 'host'],
  ['EVENTSTORE_EXT_IP', 'host'],
  ['EVENTSTORE_DB', 'data'],
  ['EVENTSTORE_CERTIFICATE_FILE', 'tlsCert'],
  ['EVENTSTORE_CERTIFICATE_PRIVATE_KEY_FILE', 'tlsKey'],
  ['EVENTSTORE_MAX_APPEND_SIZE', 'maxAppendSize'],
  ['EVENTSTORE_COMMIT_TIMEOUT_MS', 'commitTimeoutMs'],
  ['EVENTSTORE_SERVER_VERSION', 'serverVersion'],
];

/** The real server's variables, where they mean something here. */
function fromEnvironment(env: Environment): RawOptions {
  const found: Record<string, string | boolean> = {};
  for (const [variable, option] of VARIABLES) {
    const value = env[variable];
    if (value !== undefined && value !== '' && found[option] === undefined) found[option] = value;
  }
  const insecure = flag(env['EVENTSTORE_INSECURE']);
  if (insecure !== undefined) found['insecure'] = insecure;
  const standard = flag(env['EVENTSTORE_START_STANDARD_PROJECTIONS']);
  if (standard !== undefined) found['startStandardProjections'] = standard;
  const mem = flag(env['EVENTSTORE_MEM_DB']);
  if (mem !== undefined) found['mem'] = mem;
  const host = env['EVENTSTORE_ADVERTISE_HOST_TO_CLIENT_AS'];
  const port = env['EVENTSTORE_ADVERTISE_NODE_PORT_TO_CLIENT_AS'];
  if (host !== undefined) found['advertise'] = port === undefined ? host : `${host}:${port}`;
  return found;
}

function whole(name: string, value: string | undefined, max: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number > max)
    throw new InvalidOptionsError(`${name} must be a whole number up to ${max}, not ${value}`);
  return number;
}

const VERSIONS: readonly ServerVersion[] = ['24.10.0', '23.10.8'];

const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;

/** Turns text into options; a flag wins over its variable. Reads the certificate's files. @throws InvalidOptionsError */
export function parseOptions(flags: RawOptions, env: Environment): EventStoreOptions {
  const raw: RawOptions = { ...fromEnvironment(env), ...defined(flags) };
  const version = VERSIONS.find((known) => known === raw.serverVersion);
  if (raw.serverVersion !== undefined && version === undefined)
    throw new InvalidOptionsError(`server version must be one of ${VERSIONS.join(', ')}`);
  const data = raw.mem === true ? undefined : raw.data;
  if (raw.mem !== true && data === undefined)
    throw new InvalidOptionsError('give a directory by --data <dir>, or --mem');
  return defined({
    port: whole('port', raw.port, 65_535),
    host: raw.host,
    data,
    memory: raw.mem === true,
    advertise: raw.advertise,
    tls: tlsOf(raw),
    initialPasswords: passwordsOf(env),
    startStandardProjections: raw.startStandardProjections,
    version,
    maxAppendSize: whole('max append size', raw.maxAppendSize, 16 * 1024 * 1024),
    commitTimeoutMs: whole('commit timeout', raw.commitTimeoutMs, 600_000),
  }) as EventStoreOptions;
}

function passwordsOf(env: Environment): EventStoreOptions['initialPasswords'] {
  const admin = env['EVENTSTORE_DEFAULT_ADMIN_PASSWORD'];
  const ops = env['EVENTSTORE_DEFAULT_OPS_PASSWORD'];
  return admin === undefined || ops === undefined ? undefined : { admin, ops };
}

function tlsOf(raw: RawOptions): EventStoreOptions['tls'] {
  const { tlsCert, tlsKey } = raw;
  if (raw.tlsDev === true) return 'development';
  if (tlsCert !== undefined && tlsKey !== undefined)
    return { cert: readFileSync(tlsCert), key: readFileSync(tlsKey) };
  if (tlsCert !== undefined || tlsKey !== undefined)
    throw new InvalidOptionsError('--tls-cert and --tls-key belong together');
  if (raw.insecure !== true)
    throw new InvalidOptionsError(
      'choose --insecure or --tls-dev, or give --tls-cert and --tls-key',
    );
  const isLoopback = raw.host === undefined || /^(127\.|::1$|localhost$)/.test(raw.host);
  if (!isLoopback && raw.insecureAnywhere !== true)
    throw new InvalidOptionsError(
      `insecure mode listens on loopback only, not on ${raw.host}; --insecure-anywhere forces it`,
    );
  return undefined;
}
