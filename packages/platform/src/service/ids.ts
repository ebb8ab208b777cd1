import { randomUUIDv7 } from 'node:crypto';
import { v5 } from 'uuid';

/** Namespace of the ids that follow from a command: the same command and index always give the same id. */
const NAMESPACE = '6d1f6a0e-9d5e-5c0b-8a58-0b7a3c6f2e11';

/** A new id that sorts by time of creation. */
export function newId(): string {
  return randomUUIDv7();
}

/** An id that follows from `name`: deriving it again gives it again. */
export function derivedId(name: string): string {
  return v5(name, NAMESPACE);
}

/** Identity of the `index`-th fact of a command. */
export function factId(commandId: string, index: number): string {
  return derivedId(`${commandId}/${index}`);
}
