import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Price } from '../kernel/fixed-point.ts';
import { HALT_REASONS } from './commands.ts';

/** Where it travels what the primary market says of instruments: whether they trade, and between which prices. */
export const PRIMARY_STATUS_SUBJECT = 'md.status';
/** Instruments of one message. */
export const PRIMARY_STATUS_MAX = 500;

const digits = Type.String({ pattern: '^\\d{1,18}$' });
const TOLD = Type.Object(
  {
    symbol: Type.String({ pattern: '^[\\x21-\\x7e]{1,32}$' }),
    /** Absent: it has not said whether the instrument trades. */
    trades: Type.Optional(Type.Boolean()),
    /** Of a halt. */
    reason: Type.Optional(Type.Union(HALT_REASONS.map((reason) => Type.Literal(reason)))),
    /** In the feed's words. */
    detail: Type.String({ pattern: '^[A-Z0-9_ ]{0,64}$' }),
    lower: Type.Optional(digits),
    upper: Type.Optional(digits),
  },
  { additionalProperties: false },
);
const MESSAGE = Type.Object(
  {
    source: Type.String({ pattern: '^[a-z0-9-]{1,32}$' }),
    instruments: Type.Array(TOLD, { maxItems: PRIMARY_STATUS_MAX }),
  },
  { additionalProperties: false },
);

/** What the primary market says of an instrument. */
export interface PrimaryStatus extends Omit<Static<typeof TOLD>, 'lower' | 'upper' | 'reason'> {
  readonly reason?: (typeof HALT_REASONS)[number];
  /** Prices between which it may trade; absent: nothing is said. */
  readonly bands?: { readonly lower: Price; readonly upper: Price };
}

/** A message about the primary market that is none. */
export class PrimaryStatusError extends Error {
  override readonly name = 'PrimaryStatusError';
  readonly code = 'PRIMARY_STATUS';
}

/** As it travels on `md.status`: JSON; prices in 1/10 000 USD as digits. @param source whose words these are. */
export function writePrimaryStatus(source: string, instruments: readonly PrimaryStatus[]): string {
  const told = instruments.map(({ bands, ...status }) => ({
    ...status,
    ...(bands === undefined ? {} : { lower: `${bands.lower}`, upper: `${bands.upper}` }),
  }));
  return JSON.stringify({ source, instruments: told });
}

/** @throws PrimaryStatusError */
export function readPrimaryStatus(text: string): {
  readonly source: string;
  readonly instruments: readonly PrimaryStatus[];
} {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch (cause) {
    throw new PrimaryStatusError('what the primary market says is JSON', { cause });
  }
  if (!Value.Check(MESSAGE, message)) {
    const [wrong] = Value.Errors(MESSAGE, message);
    throw new PrimaryStatusError(`${wrong?.instancePath ?? ''} ${wrong?.message ?? ''}`);
  }
  const instruments = message.instruments.map(({ lower, upper, reason, ...told }) => ({
    ...told,
    ...(reason === undefined ? {} : { reason }),
    ...(lower === undefined || upper === undefined
      ? {}
      : { bands: { lower: BigInt(lower), upper: BigInt(upper) } }),
  }));
  return { source: message.source, instruments };
}
