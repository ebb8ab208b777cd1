/** The name of a code among those of a table; UNKNOWN where it has none. */
export function nameOf(codes: Readonly<Record<string, number>>, code: number): string {
  return Object.keys(codes).find((name) => codes[name] === code) ?? 'UNKNOWN';
}
