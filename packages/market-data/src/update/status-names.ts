import { MarketStatus, StatusReason } from './status.ts';

/** Names by their codes. */
export function namesOf(codes: Readonly<Record<string, number>>): readonly string[] {
  const names: string[] = [];
  for (const [name, code] of Object.entries(codes)) names[code] = name;
  return names;
}

/** What may be done in a market, and why, by code: the names of `MarketStatus` and `StatusReason`. */
export const STATUS_NAMES: readonly string[] = namesOf(MarketStatus);
export const REASON_NAMES: readonly string[] = namesOf(StatusReason);
