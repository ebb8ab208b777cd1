/** JSON in which 64-bit integers are decimal strings. */
export function toJson(value: unknown): string {
  return JSON.stringify(plain(value));
}

/** By hand: a replacer makes `JSON.stringify` several times slower. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  if ('toJSON' in value) return value;
  const record: Record<string, unknown> = {};
  for (const field in value) record[field] = plain((value as Record<string, unknown>)[field]);
  return record;
}
