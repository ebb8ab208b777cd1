import { getTableColumns } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { Type, type TObject, type TProperties, type TSchema } from 'typebox';
import { accounts } from '../accounts/table.ts';
import { commandOutcomes } from '../command-outcomes/table.ts';
import { instruments } from '../instruments/table.ts';
import { marketSessions } from '../sessions/table.ts';
import { orders } from '../orders/table.ts';
import { positions } from '../positions/table.ts';
import { trades } from '../trades/table.ts';

// JSON Schemas of what is answered: of rows as their tables declare them, of what is reckoned from rows by hand.

/** A 64-bit integer, or a sum that may outgrow it. */
const integer = Type.String({ pattern: '^-?\\d+$' });
const text = Type.String();

/** What a value means beyond its JSON: `Decimal` 1/10 000 USD, `Instant` ns since 1970 UTC, `Position` of the log. */
export const SCALAR = 'x-scalar';

/** Names of the API's scalars. */
type Scalar = 'Day' | 'Decimal' | 'ID' | 'Instant' | 'Position' | 'Quantity';

/** What the columns of a table mean of which their type does not say it. */
type Meanings = Readonly<Record<string, Scalar>>;

function meaning(scalar: Scalar, schema: TSchema = integer): TSchema {
  return { ...schema, [SCALAR]: scalar };
}
const anything = Type.Record(text, Type.Unknown());

/** What a column's values are in JSON. @throws TypeError for a kind of column that no read model has had yet. */
function valueOf(dataType: string): TSchema {
  switch (dataType) {
    case 'bigint':
      return integer;
    case 'string':
      return text;
    case 'number':
      return Type.Number();
    case 'boolean':
      return Type.Boolean();
    case 'json':
      return Type.Unknown();
    default:
      throw new TypeError(`no JSON Schema for a column of ${dataType}`);
  }
}

/** The JSON Schema of a table's rows: 64-bit integers are strings. */
export function rowOf(table: PgTable, meanings: Meanings = {}): TObject {
  const columns = Object.entries(getTableColumns(table)).map(([name, { dataType, notNull }]) => {
    const scalar = meanings[name];
    const value = scalar === undefined ? valueOf(dataType) : meaning(scalar, valueOf(dataType));
    return [name, notNull ? value : orNull(value)];
  });
  return record(Object.fromEntries(columns) as TProperties);
}

/** `null` where there is nothing, or nothing that the caller may see. */
export function orNull(schema: TSchema): TSchema {
  return Type.Union([schema, Type.Null()]);
}

/** Rows, and where the next ones start. */
export function pageOf(row: TSchema, more: TProperties = {}): TObject {
  const next = Type.String({ description: '`cursor` of the next page; absent on the last' });
  return record({ rows: Type.Array(row), next: Type.Optional(next), ...more });
}

/** The next of what a follower is to be told. @param row of what it follows. */
export function changesOf(row: TSchema): TObject {
  return record({
    kind: Type.Union(
      ['SNAPSHOT', 'CHANGE', 'RESYNC'].map((kind) => Type.Literal(kind)),
      { description: '`RESYNC`: forget what you had, and begin anew' },
    ),
    position: orNull(Type.String({ description: '`from` of what comes next' })),
    more: Type.Boolean({ description: 'Whether there is more at once' }),
    rows: Type.Array(row),
  });
}

function record(properties: TProperties): TObject {
  return Type.Object(properties, { additionalProperties: false });
}

/** A record under the name that its type has in the API. */
function named(title: string, description: string, { properties }: TObject): TObject {
  return Type.Object(properties, { additionalProperties: false, title, description });
}

/** Of a trade as somebody sees it: what belongs to another account's side is left out. */
function withoutSides({ properties }: TObject): TObject {
  return record(
    Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [
        name,
        /^(buy|sell)/.test(name) ? Type.Optional(schema) : schema,
      ]),
    ),
  );
}

export const ORDER: TObject = rowOf(orders);
export const TRADE_SEEN: TObject = withoutSides(rowOf(trades));
export const POSITION: TObject = rowOf(positions);
export const INSTRUMENT: TObject = rowOf(instruments);
export const MARKET_SESSION: TObject = named(
  'MarketSession',
  'A day of the market: CLOSED before its first phase and after its last.',
  rowOf(marketSessions, {
    sessionDate: 'Day',
    opensAt: 'Instant',
    closesAt: 'Instant',
    position: 'Position',
  }),
);
export const COMMAND_OUTCOME: TObject = rowOf(commandOutcomes);

export const BALANCES: TObject = record({
  ...rowOf(accounts).properties,
  available: integer,
  settled: integer,
  unsettled: integer,
  marketDay: orNull(text),
});

export const LOTS: TObject = pageOf(
  record({
    lotId: text,
    openedBy: text,
    tradeDate: text,
    settlementDate: text,
    quantity: integer,
    cost: integer,
  }),
  { realised: integer },
);

export const ORDER_EVENT: TObject = record({
  type: text,
  at: integer,
  commandId: orNull(text),
  principal: orNull(text),
  position: integer,
  batchIndex: Type.Integer(),
  data: anything,
});

export const LATEST_PRICE: TObject = named(
  'LatestPrice',
  'The last trade of a symbol; stale where there was none within the last minute.',
  record({
    symbol: text,
    price: meaning('Decimal'),
    quantity: meaning('Quantity'),
    at: meaning('Instant'),
    stale: Type.Boolean(),
  }),
);

const LEVEL = named(
  'Level',
  'Everything that the book shows at one price.',
  record({ price: meaning('Decimal'), quantity: meaning('Quantity'), orders: Type.Integer() }),
);

export const TOP_OF_BOOK: TObject = named(
  'TopOfBook',
  'The best prices of a book; absent where there is no order to buy, or to sell.',
  record({ bid: orNull(LEVEL), ask: orNull(LEVEL) }),
);

export const DEPTH: TObject = named(
  'Depth',
  'Both sides of a book, best price first; the first level is the top of the book.',
  record({ bids: Type.Array(LEVEL), asks: Type.Array(LEVEL) }),
);
