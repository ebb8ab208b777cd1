import { addDays, type CivilDate } from '../time/civil-date.ts';
import type { EffectiveDated, Evidence } from '../time/effective-dated.ts';
import { RULEBOOK } from './index.ts';

/** A rule as it stands on a day. */
export interface RuleInForce {
  readonly id: string;
  readonly title: string;
  readonly value: unknown;
  readonly from: CivilDate;
  /** Last day before a change that is known already. */
  readonly until: CivilDate | undefined;
  readonly source: string;
  readonly evidence: Evidence;
}

/** Every rule in force on a day, in the order of the rulebook; those that had not begun yet are left out. */
export function rulesOn(
  date: CivilDate,
  rulebook: readonly EffectiveDated<unknown>[] = RULEBOOK,
): readonly RuleInForce[] {
  return rulebook.flatMap(({ id, title, entries }) => {
    const index = entries.findLastIndex(({ from }) => from <= date);
    const entry = entries[index];
    if (entry === undefined) return [];
    const next = entries[index + 1];
    const { value, from, source, evidence } = entry;
    const until = next === undefined ? undefined : addDays(next.from, -1);
    return [{ id, title, value, from, until, source, evidence }];
  });
}
