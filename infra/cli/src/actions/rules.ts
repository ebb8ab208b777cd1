import { formatDate, newYorkTime, parseDate, rulesOn, type RuleInForce } from '@bellwether/domain';
import { styleText } from 'node:util';
import type { InstallationOptions } from '../options.ts';
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
  const now = BigInt(Date.now()) * NANOSECONDS_PER_MILLISECOND;
  const date = on === undefined ? newYorkTime(now).date : parseDate(on);
  const inForce = rulesOn(date);
  const document = {
    date: formatDate(date),
    rules: inForce.map(({ from, until, ...rule }) => ({
      ...rule,
      from: formatDate(from),
      ...(until === undefined ? {} : { until: formatDate(until) }),
    })),
  };
  report(document, options.json === true, () => show(document.date, inForce));
}

function show(date: string, inForce: readonly RuleInForce[]): string {
  const stream = process.stdout;
  const lines = inForce.map((rule) => {
    const until = rule.until === undefined ? '' : ` until ${formatDate(rule.until)}`;
    return [
      styleText('bold', rule.id, { stream }),
      `  ${rule.title}`,
      `  ${styleText('cyan', words(rule.value), { stream })}`,
      `  since ${formatDate(rule.from)}${until} · ${rule.source} [${rule.evidence}: ${EVIDENCE[rule.evidence]}]`,
    ].join('\n');
  });
  return `Rules in force on ${date}\n\n${lines.join('\n\n')}`;
}

/** A value in one line; whole numbers without quotes. */
function words(value: unknown): string {
  const json = JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'bigint' ? Number(item) : item,
  );
  return json.replaceAll('"', '').replaceAll(',', ', ').replaceAll(':', ': ');
}
