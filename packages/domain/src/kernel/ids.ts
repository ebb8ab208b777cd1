declare const brand: unique symbol;
/** A type of its own that is a `T` where it runs. */
export type Branded<T, B extends string> = T & { readonly [brand]: B };

/** Names an account: 1–32 letters, digits, `_` or `-` (safe in NATS subjects and stream names). */
export type AccountId = Branded<string, 'AccountId'>;

/** Names an instrument for ever; its symbol may change, this does not. 1–24 of `A-Z 0-9 _`. */
export type InstrumentId = Branded<string, 'InstrumentId'>;

/** UUID of one intention of a client; sending it again can never have a second effect. */
export type CommandId = Branded<string, 'CommandId'>;

/** An order is named by the id of the command that placed it, so a client knows it before any reply. */
export type OrderId = Branded<string, 'OrderId'>;

/** `<partition>-<n>`: shared by both sides of a trade, rising within a partition (FIX 1003 TradeID). */
export type TradeId = Branded<string, 'TradeId'>;

export const ACCOUNT_ID_PATTERN = '^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$';
export const INSTRUMENT_ID_PATTERN = '^[A-Z0-9][A-Z0-9_]{0,23}$';
export const UUID_PATTERN = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';

const UUID = new RegExp(UUID_PATTERN);

/** Whether something is a UUID in lower case, as ids are written. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}
