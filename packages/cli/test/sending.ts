import { expect } from 'vitest';

/** Commands of one request. */
const AT_ONCE = 4;

/** A command by its type. */
export type Sent = readonly [type: string, data: object];
/** Asks the gateway. */
export type Ask = <T>(query: string, variables: object) => Promise<T>;

/** Sends commands one after the other through the gateway, as many in one request as one may have; each has to be accepted. */
export function sending(graphql: Ask): (...all: readonly Sent[]) => Promise<void> {
  return async (...all) => {
    for (let from = 0; from < all.length; from += AT_ONCE) {
      const commands = all.slice(from, from + AT_ONCE);
      const inputs = commands.map(([type], n) => `$i${n}: ${type}Input!`).join(', ');
      const fields = commands.map(
        ([type], n) =>
          `m${n}: ${type[0]?.toLowerCase()}${type.slice(1)}(input: $i${n}) { status code message }`,
      );
      const outcomes = await graphql<Record<string, object>>(
        `mutation (${inputs}) { ${fields.join(' ')} }`,
        Object.fromEntries(commands.map(([, data], n) => [`i${n}`, data])),
      );
      expect(Object.values(outcomes)).toEqual(
        commands.map(() => ({ status: 'ACCEPTED', code: null, message: null })),
      );
    }
  };
}
