import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Reads `20s`, `5m`, `500ms` as milliseconds. @throws InvalidArgumentError */
export function parseDuration(text: string): number {
  const match = /^(\d{1,6})(ms|s|m|h)$/.exec(text);
  const [, amount, unit = ''] = match ?? [];
  const factor = UNITS[unit];
  if (factor === undefined)
    throw new InvalidArgumentError('give a duration such as 20s, 5m or 500ms');
  return Number(amount) * factor;
}
