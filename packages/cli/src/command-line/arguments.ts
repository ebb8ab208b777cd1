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

/** Reads a whole number above zero. @throws InvalidArgumentError */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new InvalidArgumentError('give a whole number above zero');
  return Number(text);
}

/** Reads a whole number, zero included. @throws InvalidArgumentError */
export function parseRevision(text: string): number {
  if (!/^(0|[1-9]\d{0,14})$/.test(text)) throw new InvalidArgumentError('give a whole number');
  return Number(text);
}

/** Reads a symbol as traders write it. @throws InvalidArgumentError */
export function parseSymbol(text: string): string {
  if (!/^[A-Z][A-Z0-9.]{0,11}$/.test(text))
    throw new InvalidArgumentError('a symbol is up to 12 capital letters, digits and dots');
  return text;
}

/** Reads an order id. @throws InvalidArgumentError */
export function parseOrderId(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text))
    throw new InvalidArgumentError('an order id is a lower-case UUID');
  return text;
}

/** Reads a day as YYYY-MM-DD. @throws InvalidArgumentError */
export function parseDay(text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  if (
    !isDay ||
    Number.isNaN(Date.parse(text)) ||
    new Date(text).toISOString().slice(0, 10) !== text
  )
    throw new InvalidArgumentError('give a day as YYYY-MM-DD');
  return text;
}

/** Reads an amount of money above zero, in whole cents. @throws InvalidArgumentError */
export function parseMoney(text: string): string {
  if (!/^\d{1,12}(\.\d{1,2})?$/.test(text) || /^[0.]+$/.test(text))
    throw new InvalidArgumentError('give an amount in USD above zero, such as 250 or 250.50');
  return text;
}

/** Reads a rate in basis points, zero included. @throws InvalidArgumentError */
export function parseBasisPoints(text: string): number {
  if (!/^\d{1,4}$/.test(text))
    throw new InvalidArgumentError('give whole basis points: 425 are 4.25 %');
  return Number(text);
}
