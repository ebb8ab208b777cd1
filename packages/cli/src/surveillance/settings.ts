import { formatDecimal, parseDecimal } from '@bellwether/domain';
import type { Parameter, SurveillanceRule } from '@bellwether/domain/surveillance';
import { parseDuration } from '../command-line/arguments.ts';
import { CommandFailure } from '../command-line/exit.ts';

const MS = 1_000_000n;

/** Values by rule and parameter. */
export type Overrides = Record<string, Record<string, bigint>>;

/**
 * Reads `window=1h`, `spoofing.window=1h`, `notional=250000` and `share=2500` (1/10 000).
 * @param rules that a parameter without a rule’s name may be of.
 * @throws CommandFailure where there is no such rule or parameter.
 */
export function overridesOf(
  texts: readonly string[],
  rules: readonly SurveillanceRule[],
): Overrides {
  const overrides: Overrides = {};
  for (const text of texts) {
    const [path = '', value = ''] = text.split('=');
    const [name = '', ruleId] = path.split('.').toReversed();
    const having = rules.filter(
      (rule) =>
        (ruleId === undefined || rule.ruleId === ruleId) && Object.hasOwn(rule.parameters, name),
    );
    if (having.length === 0) throw new CommandFailure(`no rule has a parameter ${path}`);
    for (const rule of having)
      (overrides[rule.ruleId] ??= {})[name] = valueOf(value, rule.parameters[name] as Parameter);
  }
  return overrides;
}

/** @throws CommandFailure for what is no value of its unit. */
function valueOf(text: string, { unit }: Parameter): bigint {
  try {
    if (unit === 'DURATION') return BigInt(parseDuration(text)) * MS;
    return unit === 'MONEY' ? parseDecimal(text) : BigInt(text);
  } catch (error) {
    throw new CommandFailure(`${text}: ${(error as Error).message}`, { cause: error });
  }
}

/** A value for people. */
export function valueText(value: bigint, unit: Parameter['unit'] | undefined): string {
  switch (unit) {
    case 'DURATION':
      return durationText(value);
    case 'BASIS_POINTS':
      return `${formatDecimal(value * 100n)} %`;
    case 'MONEY':
      return `${formatDecimal(value)} USD`;
    case 'TICKS':
      return `${value} ticks`;
    default:
      return `${value}`;
  }
}

function durationText(ns: bigint): string {
  const ms = ns / MS;
  if (ms % 3_600_000n === 0n) return `${ms / 3_600_000n}h`;
  if (ms % 60_000n === 0n) return `${ms / 60_000n}m`;
  return ms % 1_000n === 0n ? `${ms / 1_000n}s` : `${ms}ms`;
}
