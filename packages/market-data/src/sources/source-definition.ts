import { Type, type TObject, type TSchema } from 'typebox';
import { FEED_FORMATS, type FeedFormat } from '../feeds/feed-format.ts';
import { PROTOCOLS, type LiveTerms } from '../live/live-terms.ts';

/** A source's name: part of a subject, and what venues are called in answers. */
export const SOURCE_NAME_PATTERN = '^[a-z][a-z0-9-]{0,31}$';

/** Symbols as venues write them. */
export const MARKET_SYMBOL_PATTERN = '^[A-Z0-9][A-Z0-9./-]{0,23}$';

/** Times its own pace at most. */
export const SPEED_MAX = 100_000;

const path = Type.String({
  minLength: 2,
  maxLength: 1_000,
  pattern: '^/[^\\u0000]+$',
  description: 'Absolute, as the service sees it',
});

/** How what is read is understood and paced. */
const reading = {
  format: Type.Optional(
    Type.Union(
      FEED_FORMATS.map((format) => Type.Literal(format)),
      { description: 'Default: what the first bytes look like' },
    ),
  ),
  date: Type.Optional(
    Type.String({
      pattern: '^\\d{4}-\\d\\d-\\d\\d$',
      description: 'Day of feeds that do not say it',
    }),
  ),
  symbol: Type.Optional(
    Type.String({
      pattern: MARKET_SYMBOL_PATTERN,
      description: 'Symbol of feeds of one that do not say it',
    }),
  ),
  zone: Type.Optional(
    Type.Union([Type.Literal('UTC'), Type.Literal('NEW_YORK')], {
      description: 'Whose clocks show times in CSV without an offset',
    }),
  ),
  speed: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: SPEED_MAX,
      default: 1,
      description: 'Times the pace of its own times; 0: as fast as it goes',
    }),
  ),
  trades: Type.Optional(
    Type.Boolean({
      default: true,
      description: 'Whether its trades count: of sources that tell the same trades one should',
    }),
  ),
};

const exact = { additionalProperties: false };

/** A file, read once, or again and again. */
const FILE: TObject = Type.Object(
  {
    kind: Type.Literal('FILE'),
    path,
    second: Type.Optional({
      ...path,
      description: 'The same feed as its line B had it: what one has lost comes from the other',
    }),
    ...reading,
    loop: Type.Optional(
      Type.Boolean({ default: false, description: 'Whether it begins again at its end' }),
    ),
  },
  exact,
);

/** A directory: its files one behind the other by their names, and then those that come. */
const DIRECTORY: TObject = Type.Object(
  { kind: Type.Literal('DIRECTORY'), path, ...reading },
  exact,
);

/** A venue that is made up: quotes and trades around given prices, the same for the same seed. */
const DEMO: TObject = Type.Object(
  {
    kind: Type.Literal('DEMO'),
    seed: Type.Integer({ minimum: 0, maximum: 0xff_ff_ff_ff, description: 'Of its chances' }),
    prices: Type.Record(
      Type.String({ pattern: '^[A-Z][A-Z0-9.]{0,11}$' }),
      Type.String({ pattern: '^[1-9]\\d{0,5}(\\.\\d{1,2})?$' }),
      { minProperties: 1, maxProperties: 100, description: 'USD by symbol, whole cents' },
    ),
    perSecond: Type.Integer({ minimum: 1, maximum: 10_000, description: 'Updates a second' }),
  },
  exact,
);

/** A venue that tells its market as it happens. */
const WEBSOCKET: TObject = Type.Object(
  {
    kind: Type.Literal('WEBSOCKET'),
    url: Type.String({ pattern: '^wss?://[!-~]{1,500}$', description: 'Of the venue’s stream' }),
    protocol: Type.Union(
      PROTOCOLS.map((protocol) => Type.Literal(protocol)),
      { description: 'How it is asked, and tells' },
    ),
    symbols: Type.Array(Type.String({ pattern: MARKET_SYMBOL_PATTERN }), {
      minItems: 1,
      maxItems: 1_000,
      uniqueItems: true,
      description: 'As the venue calls them',
    }),
    credentials: Type.Optional({
      ...path,
      description: 'File of {"key", "secret"}, absolute, as the service sees it',
    }),
    trades: reading.trades,
  },
  exact,
);

/** JSON Schema of each kind of source, beside its name. */
export const SOURCE_KINDS: Readonly<Record<SourceDefinition['kind'], TObject>> = {
  FILE,
  DIRECTORY,
  DEMO,
  WEBSOCKET,
};

/** JSON Schema of what a source is, beside its name. */
export const SOURCE_DEFINITION: TSchema = Type.Union(Object.values(SOURCE_KINDS));

/** How what is read is understood and paced. */
interface Reading {
  readonly path: string;
  readonly format?: FeedFormat;
  /** YYYY-MM-DD. */
  readonly date?: string;
  readonly symbol?: string;
  readonly zone?: 'UTC' | 'NEW_YORK';
  /** Times its own pace; 0: as fast as it goes; 1 by default. */
  readonly speed?: number;
  readonly trades?: boolean;
}

/** What a source is, beside its name. */
export type SourceDefinition =
  | (Reading & { readonly kind: 'FILE'; readonly second?: string; readonly loop?: boolean })
  | (Reading & { readonly kind: 'DIRECTORY' })
  | (DemoTerms & { readonly kind: 'DEMO' })
  | (LiveTerms & { readonly kind: 'WEBSOCKET' });

/** What a made-up venue shows. */
export interface DemoTerms {
  readonly seed: number;
  /** USD by symbol, whole cents. */
  readonly prices: Readonly<Record<string, string>>;
  readonly perSecond: number;
}

/** A source under its name. */
export interface NamedSource {
  readonly name: string;
  readonly source: SourceDefinition;
}
