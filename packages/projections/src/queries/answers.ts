import { getTableColumns } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { Type, type TObject, type TProperties, type TSchema } from 'typebox';
import { accounts } from '../postgres/accounts/table.ts';
import { commandOutcomes } from '../postgres/command-outcomes/table.ts';
import { instruments } from '../postgres/instruments/table.ts';
import { marketSessions } from '../postgres/market-sessions/table.ts';
import { orders } from '../postgres/orders/table.ts';
import { positions } from '../postgres/positions/table.ts';
import { trades } from '../postgres/trades/table.ts';

// JSON Schemas of what is answered: of rows as their tables declare them, of what is reckoned from rows by hand.

/** A 64-bit integer, or a sum that may outgrow it. */
const integer = Type.String({ pattern: '^-?\\d+$' });
const text = Type.String();
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
export function rowOf(table: PgTable): TObject {
  const columns = Object.entries(getTableColumns(table)).map(([name, { dataType, notNull }]) => [
    name,
    notNull ? valueOf(dataType) : orNull(valueOf(dataType)),
  ]);
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

function record(properties: TProperties): TObject {
  return Type.Object(properties, { additionalProperties: false });
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
export const MARKET_SESSION: TObject = rowOf(marketSessions);
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

export const LATEST_PRICE: TObject = record({
  symbol: text,
  price: integer,
  quantity: integer,
  at: integer,
  stale: Type.Boolean(),
});

const LEVEL = record({ price: integer, quantity: integer, orders: Type.Integer() });

export const TOP_OF_BOOK: TObject = record({ bid: orNull(LEVEL), ask: orNull(LEVEL) });
export const DEPTH: TObject = record({ bids: Type.Array(LEVEL), asks: Type.Array(LEVEL) });
