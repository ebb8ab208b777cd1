import { sessionDaysBetween } from '../calendar/sessions.ts';
import type { Money } from '../kernel/fixed-point.ts';
import { max, min, positive, shareUp } from '../kernel/rounding.ts';
import type { DeficitRelief, IntradayStandard } from '../rulebook/margin.ts';
import { addDays, type CivilDate } from '../time/civil-date.ts';

/** The worst shortfall of a day, and whether it was met. */
export interface IntradayDeficit {
  readonly date: CivilDate;
  readonly amount: Money;
  readonly metOn?: CivilDate;
}

/**
 * Notes the shortfall of equity below maintenance after a transaction that increased exposure. Of a day the worst
 * counts. Small ones are forgiven: up to the lesser of a share of equity and an amount.
 */
export function noteDeficit(
  rule: DeficitRelief,
  deficits: readonly IntradayDeficit[],
  { equity, maintenance }: { readonly equity: Money; readonly maintenance: Money },
  date: CivilDate,
): readonly IntradayDeficit[] {
  const amount = positive(maintenance - equity);
  const relief = min(shareUp(positive(equity), rule.share), rule.amount);
  if (amount <= relief) return deficits;
  const last = deficits.at(-1);
  if (last?.date !== date) return [...deficits, { date, amount }];
  return deficits.with(-1, { date, amount: max(last.amount, amount) });
}

/** Deposits meet deficits, the oldest first and each as a whole; what is left over is returned. */
export function meetDeficits(
  deficits: readonly IntradayDeficit[],
  deposit: Money,
  date: CivilDate,
): { readonly deficits: readonly IntradayDeficit[]; readonly left: Money } {
  let left = deposit;
  const after = deficits.map((deficit) => {
    if (deficit.metOn !== undefined || deficit.amount > left) return deficit;
    left -= deficit.amount;
    return { ...deficit, metOn: date };
  });
  return { deficits: after, left };
}

/** Deficits that were not met by the end of the last day allowed. */
export function overdueDeficits(
  rule: IntradayStandard,
  deficits: readonly IntradayDeficit[],
  today: CivilDate,
): readonly IntradayDeficit[] {
  return deficits.filter(
    ({ date, metOn }) => sessionDaysBetween(date, metOn ?? today) - 1 > rule.meetWithinDays,
  );
}

/**
 * Last day of the restriction to closing transactions that follows a practice of not meeting deficits.
 * @param practice how many late ones make a practice: a choice of the firm. Undefined: no restriction.
 */
export function intradayRestriction(
  rule: IntradayStandard,
  deficits: readonly IntradayDeficit[],
  today: CivilDate,
  practice: number,
): CivilDate | undefined {
  const late = overdueDeficits(rule, deficits, today);
  const cause = late.at(-1);
  if (cause === undefined || late.length < practice) return undefined;
  const until = addDays(cause.date, rule.restrictionDays);
  return until > today ? until : undefined;
}
