import {
  formatDate,
  newYorkTime,
  parseDate,
  rulesOn,
  type CivilDate,
  type RuleInForce,
} from '@bellwether/domain';
import { styleText } from 'node:util';
import type { InstallationOptions } from '../command-line/options.ts';
import { report } from '../output/report.ts';

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

/** What each mark of evidence says, for people. */
const EVIDENCE: Readonly<Record<RuleInForce['evidence'], string>> = {
  S: 'source read',
  D: 'verified on data',
  K: 'not verified: check before production',
  HOUSE: 'choice of the house',
};

/** Prints the rules in force on a day. @param on YYYY-MM-DD; default: today in New York. */
export async function rules(on: string | undefined, options: InstallationOptions): Promise<void> {
  const date = dayOf(on, Date.now());
  report(rulesDocument(date), options.json === true, () => rulesText(date, process.stdout));
}

/** @param nowMs ms since 1970 UTC. */
export function dayOf(on: string | undefined, nowMs: number): CivilDate {
  return on === undefined
    ? newYorkTime(BigInt(nowMs) * NANOSECONDS_PER_MILLISECOND).date
    : parseDate(on);
}

/** The rules of a day for programs: days as `YYYY-MM-DD`. */
export function rulesDocument(date: CivilDate): {
  readonly date: string;
  readonly rules: readonly unknown[];
} {
  const rules = rulesOn(date).map(({ from, until, ...rule }) => ({
    ...rule,
    from: formatDate(from),
    ...(until === undefined ? {} : { until: formatDate(until) }),
  }));
  return { date: formatDate(date), rules };
}

/** The rules of a day for people, in colours where `stream` shows them. */
export function rulesText(date: CivilDate, stream: NodeJS.WritableStream): string {
  const inForce = rulesOn(date);
  const lines = inForce.map((rule) => {
    const until = rule.until === undefined ? '' : ` until ${formatDate(rule.until)}`;
    return [
      styleText('bold', rule.id, { stream }),
      `  ${rule.title}`,
      `  ${styleText('cyan', words(rule.value), { stream })}`,
      `  since ${formatDate(rule.from)}${until} · ${rule.source} [${rule.evidence}: ${EVIDENCE[rule.evidence]}]`,
    ].join('\n');
  });
  return `Rules in force on ${formatDate(date)}\n\n${lines.join('\n\n')}`;
}

/** A value in one line; whole numbers without quotes. */
function words(value: unknown): string {
  const json = JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'bigint' ? Number(item) : item,
  );
  return json.replaceAll('"', '').replaceAll(',', ', ').replaceAll(':', ': ');
}
