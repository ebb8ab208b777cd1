import { Type, type TObject, type TSchema, type TUnsafe } from 'typebox';
import {
  ACCOUNT_ID_PATTERN,
  INSTRUMENT_ID_PATTERN,
  UUID_PATTERN,
  type AccountId,
  type CommandId,
  type InstrumentId,
  type OrderId,
  type TradeId,
} from '../../kernel/ids.ts';
import type { CivilDate } from '../../time/civil-date.ts';

/**
 * The kinds of scalar that differ between JSON text, memory and the journal:
 * `decimal` is a decimal string in JSON and 1/10 000 units in memory, `integer64` an integer string and a bigint,
 * `uuid` the same string in JSON and memory and 16 bytes in the journal, `date` a `YYYY-MM-DD` string in JSON and a
 * number of days in memory.
 */
export type FieldKind = 'decimal' | 'integer64' | 'uuid' | 'date';

/** The annotation by which the codecs recognise a field's kind in the JSON Schema. */
export const KIND = 'x-kind';

const scalar = <T>(kind: FieldKind, pattern: string, description: string): TUnsafe<T> =>
  Type.Unsafe<T>({ type: 'string', pattern, description, [KIND]: kind });

/** A text of a form. */
export const text = <T extends string>(pattern: string, description: string): TUnsafe<T> =>
  Type.Unsafe<T>({ type: 'string', pattern, description });

/** A price above zero, at most 99,999,999.9999 USD. */
export const price = (description: string): TUnsafe<bigint> =>
  scalar(
    'decimal',
    '^(?!0+(\\.0+)?$)\\d{1,8}(\\.\\d{1,4})?$',
    `${description} (USD, at most 4 decimals)`,
  );

/** A value of an index above zero. */
export const indexPoints = (description: string): TUnsafe<bigint> =>
  scalar(
    'decimal',
    '^(?!0+(\\.0+)?$)\\d{1,8}(\\.\\d{1,4})?$',
    `${description} (index points, at most 4 decimals)`,
  );

/** An amount of money that may be negative. */
export const money = (description: string): TUnsafe<bigint> =>
  scalar('decimal', '^-?\\d{1,14}(\\.\\d{1,4})?$', `${description} (USD, at most 4 decimals)`);

/** An amount of money above zero, booked to the cent. */
export const positiveMoney = (description: string): TUnsafe<bigint> =>
  scalar(
    'decimal',
    '^(?!0+(\\.0+)?$)\\d{1,12}(\\.\\d{1,2})?$',
    `${description} (USD, whole cents)`,
  );

/** An amount of money that is zero or more. */
export const moneyOrZero = (description: string): TUnsafe<bigint> =>
  scalar('decimal', '^\\d{1,14}(\\.\\d{1,4})?$', `${description} (USD, at most 4 decimals)`);

/** A number of shares or contracts above zero, at most 999,999,999. */
export const quantity = (description: string): TUnsafe<bigint> =>
  scalar('integer64', '^[1-9]\\d{0,8}$', `${description} (whole shares or contracts)`);

/** A number of shares or contracts that may be zero. */
export const quantityOrZero = (description: string): TUnsafe<bigint> =>
  scalar('integer64', '^(0|[1-9]\\d{0,8})$', `${description} (whole shares or contracts)`);

/** A count, position or nanosecond time stamp: 0 … 2^63-1. */
export const unsigned = (description: string): TUnsafe<bigint> =>
  scalar('integer64', '^(0|[1-9]\\d{0,18})$', description);

/** A number of shares or contracts that may be negative. */
export const signed = (description: string): TUnsafe<bigint> =>
  scalar('integer64', '^(0|-?[1-9]\\d{0,14})$', description);

export const accountId = (): TUnsafe<AccountId> => text(ACCOUNT_ID_PATTERN, 'Account (FIX 1)');
export const instrumentId = (): TUnsafe<InstrumentId> =>
  text(INSTRUMENT_ID_PATTERN, 'Instrument, never reused (FIX 48 SecurityID)');
export const symbol = (): TUnsafe<string> =>
  text('^[A-Z][A-Z0-9.]{0,11}$', 'Symbol as traders write it; may change (FIX 55)');
export const orderId = (description = 'Order (FIX 37 OrderID)'): TUnsafe<OrderId> =>
  scalar('uuid', UUID_PATTERN, description);
export const commandId = (description = 'Command'): TUnsafe<CommandId> =>
  scalar('uuid', UUID_PATTERN, description);
export const tradeId = (description = 'Trade (FIX 1003 TradeID)'): TUnsafe<TradeId> =>
  text('^\\d{1,5}-\\d{1,19}$', description);

/** A day, `YYYY-MM-DD` in JSON. */
export const date = (description: string): TUnsafe<CivilDate> =>
  Type.Unsafe<CivilDate>({ type: 'string', format: 'date', description, [KIND]: 'date' });

/** An instant in ns since 1970 UTC. */
export const instant = (description: string): TUnsafe<bigint> =>
  unsigned(`${description}, ns since 1970 UTC`);

/** A client's own name for an order, unique per account and trading day (FIX 11, 41). */
export const clientOrderId = (description: string): TUnsafe<string> =>
  text('^[A-Za-z0-9][A-Za-z0-9_.:-]{0,31}$', description);

/** A name that another system gave: a locate, an owner, an index. */
export const reference = (description: string): TUnsafe<string> =>
  text('^[A-Za-z0-9][A-Za-z0-9_.:-]{0,39}$', description);

/** A venue by its ISO 10383 market identifier code. */
export const venue = (description: string): TUnsafe<string> => text('^[A-Z0-9]{4}$', description);

/** A small whole number: a count, a level, basis points. */
export const integer = (
  description: string,
  bounds: { readonly minimum: number; readonly maximum: number },
): TUnsafe<number> => Type.Unsafe<number>({ type: 'integer', description, ...bounds });

/** A trading partition. */
export const partitionNumber = (description: string): TUnsafe<number> =>
  integer(description, { minimum: 0, maximum: 65_535 });

export const flag = (description: string): TUnsafe<boolean> =>
  Type.Unsafe<boolean>({ type: 'boolean', description });

/** Words for people; programs read codes. */
export const message = (): TUnsafe<string> =>
  Type.Unsafe<string>({ type: 'string', maxLength: 500, description: 'In words' });

/** One of a closed list of words. Adding a word is a compatible change, removing one is not. */
export const oneOf = <const T extends readonly string[]>(
  values: T,
  description: string,
): TUnsafe<T[number]> => Type.Unsafe<T[number]>({ type: 'string', enum: [...values], description });

/** A closed record: unknown fields are refused, not ignored. */
export const record = <const T extends Record<string, TSchema>>(properties: T): TObject<T> =>
  Type.Object(properties, { additionalProperties: false });
