import { InvalidArgumentError } from 'commander';

/** A calendar quarter. */
export interface Quarter {
  readonly year: number;
  readonly quarter: number;
}

/** Reads `2026-Q4`. @throws InvalidArgumentError */
export function parseQuarter(text: string): Quarter {
  const [, year, quarter] = /^(\d{4})-Q([1-4])$/.exec(text) ?? [];
  if (year === undefined) throw new InvalidArgumentError('give a quarter as 2026-Q4');
  return { year: Number(year), quarter: Number(quarter) };
}
