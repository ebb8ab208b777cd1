import { FormatError } from '../../reader/format-error.ts';

/** A JSON object whose numbers are such that their shortest text is what was written, or NumberText. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The text of a number. A class, so that it is no string of the message. */
export class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Characters of a message at most: a snapshot of a deep book has some millions. */
const MESSAGE_MAX = 0x400_0000;

/** What `JSON.parse` tells its reviver of a primitive value beside key and value (ECMAScript 2026). */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

const keepNumbers: Reviver = (_key, value, { source }) =>
  typeof value === 'number' && source !== undefined ? new NumberText(source) : value;

/**
 * Digits of a number that a double may not hold: decimals of 15 digits are different doubles, and the shortest text of
 * such a double is the decimal that was written (DBL_DIG of IEEE 754 binary64).
 */
const LONG_NUMBER = /[\d.]{16}/;

/**
 * Parses a message so that no number loses a digit: where one may have more than 15 of them, numbers become their
 * NumberText, which takes several times as long. @throws FormatError FRAMING, or LIMIT beyond MESSAGE_MAX.
 */
export function parseMessage(text: string, position: number): unknown {
  if (text.length > MESSAGE_MAX)
    throw new FormatError('LIMIT', position, `a message of ${text.length} characters`);
  const isLong = LONG_NUMBER.test(text);
  try {
    if (!isLong) return JSON.parse(text);
    return JSON.parse(text, keepNumbers as (key: string, value: unknown) => unknown);
  } catch (cause) {
    throw new FormatError('FRAMING', position, 'a message that is no JSON', { cause });
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
