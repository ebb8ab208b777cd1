import { InvalidArgumentError } from 'commander';

const NANOS_PER_SECOND = 1_000_000_000;

/** Reads a time of day `HH:MM` or `HH:MM:SS` as nanoseconds since midnight. @throws InvalidArgumentError */
export function parseTimeOfDay(text: string): number {
  const [, hours, minutes, seconds = '0'] =
    /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text) ?? [];
  if (hours === undefined) throw new InvalidArgumentError('give a time as HH:MM or HH:MM:SS');
  return (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * NANOS_PER_SECOND;
}

/** Reads whose clocks show times without an offset. @throws InvalidArgumentError */
export function parseZone(text: string): 'UTC' | 'NEW_YORK' {
  if (text === 'utc') return 'UTC';
  if (text === 'new-york') return 'NEW_YORK';
  throw new InvalidArgumentError('give utc or new-york');
}
