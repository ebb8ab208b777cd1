/** What was found: how often, and the first of it; more would say nothing new. */
export interface Findings<T> {
  readonly total: number;
  /** The first ones, `FINDINGS_LISTED` at most. */
  readonly listed: readonly T[];
}

export const FINDINGS_LISTED = 1_000;

/** Findings that are still being made. */
export class FindingList<T> implements Findings<T> {
  total = 0;
  readonly listed: T[] = [];

  add(finding: T): void {
    this.total++;
    if (this.listed.length < FINDINGS_LISTED) this.listed.push(finding);
  }
}

/** Findings as lines for people, and a last one that says how many are left out. */
export function findingLines<T>(
  { total, listed }: Findings<T>,
  most: number,
  show: (finding: T) => string,
): readonly string[] {
  const shown = listed.slice(0, most).map(show);
  const left = total - shown.length;
  if (left === 0) return shown;
  return [...shown, `… and ${left} more; --json lists ${listed.length} of ${total}`];
}
