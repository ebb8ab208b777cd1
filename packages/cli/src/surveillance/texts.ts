import { formatDecimal } from '@bellwether/domain';
import { surveillanceRule, type Parameter } from '@bellwether/domain/surveillance';
import { table } from '../output/report.ts';
import { valueText } from './settings.ts';

/** A name and its whole number, as they are told: `<name>=<digits>`. */
function valuesOf(
  told: readonly string[],
): readonly { readonly name: string; readonly value: string }[] {
  return told.map((text) => {
    const [name = '', value = ''] = text.split('=');
    return { name, value };
  });
}

/** An alert as the question answers it. */
export interface AlertRow {
  readonly alertId: string;
  readonly ruleId: string;
  readonly ruleVersion: number;
  readonly owner: string;
  readonly instrumentId: string;
  readonly accounts: readonly string[];
  readonly begunAt: string;
  readonly seenAt: string;
  readonly firstPosition: string;
  readonly lastPosition: string;
  readonly orders: readonly string[];
  readonly trades: readonly string[];
  readonly features: readonly string[];
  readonly parameters: readonly string[];
  readonly status: string;
  readonly assignee: string | null;
  readonly notes: number;
  readonly disposition: string | null;
  readonly reason: string | null;
}

/** What was done with a case. */
export interface CaseStep {
  readonly type: string;
  readonly at: string;
  readonly principal: string;
  /** The fact as JSON. */
  readonly data: string;
}

/** ns since 1970 as people read it, UTC. */
export function timeText(ns: bigint): string {
  return new Date(Number(ns / 1_000_000n)).toISOString().replace('T', ' ').replace('Z', '');
}

/** Alerts for people, a line each. */
export function alertsText(rows: readonly AlertRow[]): string {
  if (rows.length === 0) return 'no alerts';
  return table([
    ['alert', 'seen at (UTC)', 'rule', 'owner', 'instrument', 'status', 'assignee'],
    ...rows.map((row) => [
      row.alertId,
      timeText(BigInt(row.seenAt)),
      row.ruleId,
      row.owner,
      row.instrumentId,
      row.status.toLowerCase(),
      row.assignee ?? '',
    ]),
  ]);
}

/** Everything about one alert. */
export function caseText({
  alert,
  steps,
}: {
  readonly alert: AlertRow;
  readonly steps: readonly CaseStep[];
}): string {
  const rule = surveillanceRule(alert.ruleId);
  const lines = [
    `${alert.ruleId}, version ${alert.ruleVersion}: ${rule?.description ?? ''}`,
    `${alert.owner} in ${alert.instrumentId}, accounts ${alert.accounts.join(', ')}`,
    `${timeText(BigInt(alert.begunAt))} to ${timeText(BigInt(alert.seenAt))}, log ${alert.firstPosition} to ${alert.lastPosition}`,
    `status ${alert.status.toLowerCase()}${alert.disposition === null ? '' : `: ${alert.disposition.toLowerCase()}, ${alert.reason ?? ''}`}`,
    '',
    'seen:',
    ...valuesOf(alert.features).map(
      ({ name, value }) => `    ${name.padEnd(22)} ${featureText(name, value)}`,
    ),
    'by the bounds:',
    ...valuesOf(alert.parameters).map(
      ({ name, value }) =>
        `    ${name.padEnd(22)} ${valueText(BigInt(value), (rule?.parameters[name] as Parameter | undefined)?.unit)}`,
    ),
    `orders: ${alert.orders.join(' ')}`,
    `trades: ${alert.trades.join(' ')}`,
    '',
    ...steps.map(stepText),
  ];
  return lines.join('\n');
}

function featureText(name: string, value: string): string {
  if (/price|reference|strike|lowest|highest/i.test(name)) return formatDecimal(BigInt(value));
  return name.endsWith('BasisPoints') ? valueText(BigInt(value), 'BASIS_POINTS') : value;
}

function stepText({ type, at, principal, data }: CaseStep): string {
  const { assignee, note, reason, disposition } = JSON.parse(data) as Readonly<
    Record<string, string>
  >;
  const words = [assignee, disposition?.toLowerCase(), note ?? reason].filter(
    (word) => word !== undefined,
  );
  return `${timeText(BigInt(at))}  ${principal}  ${type}${words.length === 0 ? '' : `: ${words.join(', ')}`}`;
}
