import { FormatError } from '../../reader/format-error.ts';

/** A JSON object whose numbers are kept as they were written: no price has become a float. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The text of a number. A class, so that it is no string of the message. */
export class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Characters of a message at most: a snapshot of a deep book has some millions. */
export const MESSAGE_MAX = 0x400_0000;

/** What `JSON.parse` tells its reviver of a primitive value beside key and value (ECMAScript 2026). */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

const keepNumbers: Reviver = (_key, value, { source }) =>
  typeof value === 'number' && source !== undefined ? new NumberText(source) : value;

/**
 * Parses a message. With `numbers` each number becomes its NumberText, which costs several times as much and is needed
 * only where prices are numbers of JSON. @throws FormatError FRAMING, or LIMIT beyond MESSAGE_MAX.
 */
export function parseMessage(text: string, position: number, numbers: 'TEXT' | 'NUMBER'): unknown {
  if (text.length > MESSAGE_MAX)
    throw new FormatError('LIMIT', position, `a message of ${text.length} characters`);
  try {
    const reviver =
      numbers === 'TEXT' ? (keepNumbers as (key: string, value: unknown) => unknown) : undefined;
    return JSON.parse(text, reviver);
  } catch (cause) {
    throw new FormatError('FRAMING', position, 'a message that is no JSON', { cause });
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
