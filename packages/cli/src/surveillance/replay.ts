import {
  SURVEILLANCE_RULES,
  SurveillanceMonitor,
  type FoundAlert,
} from '@bellwether/domain/surveillance';
import { derivedId } from '@bellwether/platform/runtime';
import { parsePoint, readLog, type Point } from '@bellwether/projections';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { report, table } from '../output/report.ts';
import { withLog } from '../read-side/session.ts';
import { overridesOf } from './settings.ts';
import { timeText } from './texts.ts';

export interface ReplayOptions extends InstallationOptions {
  readonly from?: string;
  readonly to?: string;
  readonly rule?: string;
  readonly set: readonly string[];
}

/** What a replay found. */
interface Replayed {
  readonly facts: number;
  readonly seconds: number;
  readonly alerts: readonly (Omit<FoundAlert, 'name'> & { readonly alertId: string })[];
}

/**
 * Runs rules over the log from its first fact, since what an alert follows from may be long before it, and tells those that were
 * seen within a period. Nothing is recorded. @throws CommandFailure
 */
export async function replayRules(options: ReplayOptions): Promise<void> {
  const rules = SURVEILLANCE_RULES.filter(
    ({ ruleId }) => options.rule === undefined || ruleId === options.rule,
  );
  if (rules.length === 0) throw new CommandFailure(`there is no rule ${options.rule ?? ''}`);
  const monitor = new SurveillanceMonitor({ rules, overrides: overridesOf(options.set, rules) });
  const [from, to] = [pointOf(options.from), pointOf(options.to)];
  const started = performance.now();
  const found: FoundAlert[] = [];
  let facts = 0;
  await withLog(options, async ({ eventStore }) => {
    const upTo = to?.kind === 'position' ? to.position : undefined;
    for await (const all of readLog(eventStore, -1n, upTo)) {
      facts += all.length;
      for (const recorded of all) found.push(...monitor.take(recorded));
    }
  });
  const alerts = found.filter((alert) => isBehind(alert, from) && isBefore(alert, to));
  const told: Replayed = {
    facts,
    seconds: Math.round(performance.now() - started) / 1_000,
    alerts: alerts.map(({ name, ...alert }) => ({ alertId: derivedId(name), ...alert })),
  };
  report(told, options.json === true, replayText);
}

function pointOf(text: string | undefined): Point | undefined {
  const point = text === undefined ? undefined : parsePoint(text);
  if (point?.kind === 'order') throw new CommandFailure('give a time or a position');
  return point;
}

function isBehind({ to, lastPosition }: FoundAlert, from: Point | undefined): boolean {
  if (from?.kind === 'time') return to >= from.at;
  return from?.kind !== 'position' || lastPosition >= from.position;
}

function isBefore({ to, lastPosition }: FoundAlert, until: Point | undefined): boolean {
  if (until?.kind === 'time') return to < until.at;
  return until?.kind !== 'position' || lastPosition <= until.position;
}

function replayText({ facts, seconds, alerts }: Replayed): string {
  const rows = alerts.map(({ alertId, to, ruleId, owner, instrumentId }) => [
    alertId,
    timeText(to),
    ruleId,
    owner,
    instrumentId,
  ]);
  return [
    ...(rows.length === 0
      ? []
      : [table([['alert', 'seen at (UTC)', 'rule', 'owner', 'instrument'], ...rows])]),
    `${alerts.length} alerts in ${facts} facts, ${seconds} s`,
  ].join('\n');
}
