import type { Look } from './following.ts';

/** A value as of a position: at the beginning, and whenever it has changed. */
export interface ValueEvent<Value> {
  readonly position: string;
  readonly value: Value;
}

/** What to tell next of a value. @param textOf two values are the same where their texts are. */
export function valueChanges<Value>(
  read: () => Promise<{ readonly position: bigint; readonly value: Value }>,
  textOf: (value: Value) => string,
): Look<ValueEvent<Value>> {
  let told: string | undefined;
  return async () => {
    const { position, value } = await read();
    const text = textOf(value);
    if (text === told) return { events: [] };
    told = text;
    return { events: [{ position: `${position}`, value }] };
  };
}
