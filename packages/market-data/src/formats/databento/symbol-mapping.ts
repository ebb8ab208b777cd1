/** Symbol mappings of a live session, by the record's length: where the output symbol lies, and its length. */
const LAYOUTS: ReadonlyMap<number, readonly [at: number, bytes: number]> = new Map([
  // DBN 1: two symbols of 22 bytes, four of padding, two times.
  [80, [38, 22]],
  // DBN 2 and 3: each symbol of 71 bytes behind its type.
  [176, [89, 71]],
]);

/** The symbol that a record maps its instrument to; undefined where its length is of no version, or it is empty. */
export function readMapping(view: DataView, at: number, bytes: number): string | undefined {
  const layout = LAYOUTS.get(bytes);
  if (layout === undefined) return undefined;
  const text = Buffer.from(view.buffer, view.byteOffset + at + layout[0], layout[1]);
  const end = text.indexOf(0);
  return text.toString('latin1', 0, end < 0 ? layout[1] : end) || undefined;
}
