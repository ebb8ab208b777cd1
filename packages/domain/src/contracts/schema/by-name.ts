import type { Definition } from './definition.ts';
import { DeclarationError } from './aggregate.ts';

/** Definitions by type. @param kind what they are, for people. @throws DeclarationError where two have one name. */
export function byName<D extends Definition>(
  kind: string,
  definitions: readonly D[],
): ReadonlyMap<string, D> {
  const map = new Map<string, D>();
  for (const definition of definitions) {
    if (map.has(definition.type))
      throw new DeclarationError(`there are two of ${kind} ${definition.type}`);
    map.set(definition.type, definition);
  }
  return map;
}
