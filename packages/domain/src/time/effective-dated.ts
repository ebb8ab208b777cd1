import { formatDate, parseDate, type CivilDate } from './civil-date.ts';

/**
 * How well a number is known: `S` its source was read, `D` it was verified on real data, `K` general knowledge of the
 * rule that nobody re-read (verify before production), `HOUSE` our own choice, which no law prescribes.
 */
export type Evidence = 'S' | 'D' | 'K' | 'HOUSE';

/** One value of a rule and the day from which it holds. */
export interface RuleEntry<T> {
  readonly from: CivilDate;
  readonly value: T;
  readonly source: string;
  readonly evidence: Evidence;
}

/** A number that the law or the house may change: its values over time. */
export interface EffectiveDated<T> {
  readonly id: string;
  readonly title: string;
  readonly entries: readonly RuleEntry<T>[];
  /** The entry in force on a day. @throws RuleNotInForceError before the first entry. */
  on(date: CivilDate): RuleEntry<T>;
}

interface Written<T> {
  readonly title: string;
  readonly entries: readonly (Omit<RuleEntry<T>, 'from'> & { readonly from: string })[];
}

/** A rule was asked for a day before its first entry. */
export class RuleNotInForceError extends Error {
  override readonly name = 'RuleNotInForceError';
  readonly code = 'RULE_NOT_IN_FORCE';
  constructor(id: string, date: CivilDate) {
    super(`rule ${id} has no value on ${formatDate(date)}`);
  }
}

/** Declares a rule. @param written its entries, from the oldest to the newest, each `from` as YYYY-MM-DD. */
export function effectiveDated<T>(id: string, written: Written<T>): EffectiveDated<T> {
  const entries = written.entries.map((entry) => ({ ...entry, from: parseDate(entry.from) }));
  for (const [index, { from }] of entries.entries()) {
    if (index > 0 && from <= (entries[index - 1]?.from ?? -Infinity))
      throw new TypeError(`rule ${id}: entries must be in the order of their days`);
  }
  let latest = entries.at(-1);
  return {
    id,
    title: written.title,
    entries,
    on(date) {
      // Nearly every question is about the entry that the last one was about.
      if (latest !== undefined && latest.from <= date && !isSuperseded(entries, latest, date))
        return latest;
      const found = entries.findLast(({ from }) => from <= date);
      if (found === undefined) throw new RuleNotInForceError(id, date);
      latest = found;
      return found;
    },
  };
}

function isSuperseded<T>(
  entries: readonly RuleEntry<T>[],
  entry: RuleEntry<T>,
  date: CivilDate,
): boolean {
  const next = entries[entries.indexOf(entry) + 1];
  return next !== undefined && next.from <= date;
}
