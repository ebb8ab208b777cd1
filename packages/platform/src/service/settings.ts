import { Type, type TInteger, type TOptional, type TString } from 'typebox';

// Settings that several services share, so that one name means one thing everywhere.

const secretUrl = (description: string): TString => Type.String({ minLength: 1, description });

export const natsSettings: {
  readonly NATS_URL: TString;
  readonly NATS_USER: TString;
  readonly NATS_PASSWORD: TString;
} = {
  NATS_URL: Type.String({ minLength: 1, description: 'host:port of the NATS server' }),
  NATS_USER: Type.String({ pattern: '^[a-z][a-z0-9_]{0,31}$', description: 'NATS user' }),
  NATS_PASSWORD: Type.String({ minLength: 8, description: 'Password of the NATS user' }),
};

/** How many trading partitions the installation has: the same for whoever owns one and whoever sends commands. */
export const partitionSettings: { readonly PARTITIONS: TInteger } = {
  PARTITIONS: Type.Integer({
    minimum: 1,
    maximum: 64,
    default: 1,
    description: 'Number of trading partitions',
  }),
};

/** What sources of market data mean for orders of the platform. */
export const venueSettings: { readonly ORDER_VENUES: TString; readonly PRIMARY_SOURCE: TString } = {
  ORDER_VENUES: Type.String({
    pattern: '^([a-z0-9-]{1,32}=[A-Z0-9]{4}(,|$))*$',
    default: '',
    description: 'Venues that orders meet: source and market identifier code, as nasdaq=XNAS,…',
  }),
  PRIMARY_SOURCE: Type.String({
    pattern: '^[a-z0-9-]{0,32}$',
    default: '',
    description:
      'The source whose halts and price bands bind here; own: this platform decides on them; empty: none does',
  }),
};

/** The market identifier code (ISO 10383) of each source that orders meet. @param text `ORDER_VENUES`. */
export function venuesOf(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(',').filter((pair) => pair !== '');
  return new Map(pairs.map((pair) => pair.split('=') as [string, string]));
}

/** What distinguishes processes of one service that run at once, of which one acts. */
export const instanceSettings: { readonly INSTANCE: TOptional<TString> } = {
  INSTANCE: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9._-]{1,64}$',
      description: 'Name of this process, unique among those that run at once',
    }),
  ),
};

/** Who may do what. */
export const accessSettings: {
  readonly PRINCIPALS_FILE: TOptional<TString>;
  readonly PROFILE: TString;
} = {
  PRINCIPALS_FILE: Type.Optional(
    Type.String({
      description: 'JSON file that says who may do what; needed outside the dev profile',
    }),
  ),
  PROFILE: Type.String({ pattern: '^(dev|production)$', default: 'production' }),
};

/** Who signs that it speaks for others, and who checks that. */
export const signingSettings: {
  readonly ACTOR_KEYS_FILE: TOptional<TString>;
  readonly GATEWAY_KEY_FILE: TString;
} = {
  ACTOR_KEYS_FILE: Type.Optional(
    Type.String({
      description:
        'Public keys (SPKI, PEM) of the gateways; without them nobody may say for whom it speaks',
    }),
  ),
  GATEWAY_KEY_FILE: Type.String({
    minLength: 1,
    description: 'Private key (PKCS #8, PEM) with which the gateway signs for whom it speaks',
  }),
};

export const eventStoreSettings: { readonly EVENTSTORE_URL: TString } = {
  EVENTSTORE_URL: Type.String({
    pattern: '^esdb(\\+discover)?://',
    description: 'esdb:// connection string',
  }),
};

export const postgresSettings: { readonly DATABASE_URL: TString } = {
  DATABASE_URL: Type.String({
    pattern: '^postgres(ql)?://',
    description: 'postgres:// connection string',
  }),
};

export const clickHouseSettings: { readonly CLICKHOUSE_URL: TString } = {
  CLICKHOUSE_URL: Type.String({
    pattern: '^https?://',
    description: 'http:// URL with user and password',
  }),
};

export const redisSettings: { readonly REDIS_URL: TString } = {
  REDIS_URL: secretUrl('redis:// URL with user and password'),
};

/** Where a service answers /health and /metrics, and how much it says. */
export const serviceSettings: {
  readonly OPS_HOST: TString;
  readonly OPS_PORT: TInteger;
  readonly LOG_LEVEL: TOptional<TString>;
} = {
  OPS_HOST: Type.String({ default: '127.0.0.1', description: 'Address of /health and /metrics' }),
  OPS_PORT: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    description: 'Port of /health and /metrics',
  }),
  LOG_LEVEL: Type.Optional(
    Type.String({
      pattern: '^(trace|debug|info|warn|error|fatal|silent)$',
      description: 'pino level',
    }),
  ),
};
