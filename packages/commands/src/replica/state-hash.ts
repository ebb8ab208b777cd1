import { createHash, type Hash } from 'node:crypto';
import { invariant, OpenOrders } from '@bellwether/domain';

/**
 * What follows from the rest and is kept for speed: margins worked out when they are first asked for, the order in which
 * stock positions lie side by side (`OptionGroupRisk`, `InstrumentRisk`, `StockTable`).
 */
const DERIVED: ReadonlySet<string> = new Set(['margin', 'unit', 'stocks', 'slot']);

/** Characters gathered before they are hashed together. */
const CHUNK = 16_384;

/**
 * SHA-256 over everything a value holds, whatever the order in which maps and objects were filled: two partitions that
 * know the same hash the same. Absent and undefined fields are the same. 64 hex digits.
 */
export function stateHash(value: unknown): string {
  const walk = new Walk(createHash('sha256'));
  walk.add(value);
  return walk.digest();
}

class Walk {
  readonly #hash: Hash;
  #text = '';

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  add(value: unknown): void {
    if (value instanceof OpenOrders) return this.#put(`R${value.size}:${value.digest()}`);
    if (value instanceof Map) return this.#entries('M', [...value]);
    if (value instanceof Set && [...value].some((one) => typeof one === 'object'))
      return this.#list([...value]);
    if (value instanceof Set)
      return this.#entries(
        'S',
        [...value].map((key) => [key, '']),
      );
    if (Array.isArray(value)) return this.#list(value);
    if (ArrayBuffer.isView(value)) return this.#list([...(value as Int32Array | BigInt64Array)]);
    if (typeof value === 'object' && value !== null) {
      const prototype: unknown = Object.getPrototypeOf(value);
      // What an object of a class hides would be in no snapshot and in no hash.
      invariant(prototype === Object.prototype || prototype === null, 'a state is plain data');
      return this.#entries(
        'O',
        Object.entries(value).filter(([key, field]) => field !== undefined && !DERIVED.has(key)),
      );
    }
    this.#put(`${typeof value}:${String(value)};`);
  }

  digest(): string {
    return this.#hash.update(this.#text).digest('hex');
  }

  #list(values: readonly unknown[]): void {
    this.#put(`A${values.length}[`);
    for (const value of values) this.add(value);
  }

  #entries(kind: string, entries: readonly (readonly [unknown, unknown])[]): void {
    this.#put(`${kind}${entries.length}{`);
    const sorted = entries
      .map(([key, value]) => [String(key), value] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
    for (const [key, value] of sorted) {
      this.#put(`${key.length}:${key}=`);
      this.add(value);
    }
  }

  #put(text: string): void {
    this.#text += text;
    if (this.#text.length < CHUNK) return;
    this.#hash.update(this.#text);
    this.#text = '';
  }
}
