/** What a round of misuse found: what is wrong, and which answers there were, so that a round of refusals alone is noticed. */
export interface Findings {
  readonly wrong: string[];
  /** Codes and statuses. */
  readonly seen: Set<string>;
}

export function noFindings(): Findings {
  return { wrong: [], seen: new Set() };
}
