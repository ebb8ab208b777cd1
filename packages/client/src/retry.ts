import type { Outcome, Overloaded, Unknown } from '@bellwether/domain';

const FIRST_MS = 25;
const MAX_MS = 500;

/**
 * How long to wait before the next attempt, ms: doubling, bounded, spread so that callers do not come back together.
 * @param random 0 ≤ x < 1.
 */
export function backOffMs(attempt: number, random: number): number {
  return Math.min(FIRST_MS * 2 ** (attempt - 1), MAX_MS) * (0.5 + random);
}

/** Whether asking again may bring another answer. */
export function isTransient(outcome: Outcome): boolean {
  return (
    outcome.status === 'overloaded' || (outcome.status === 'unknown' && outcome.code !== 'RECEIVED')
  );
}

export function overloaded(id: string): Overloaded {
  return {
    status: 'overloaded',
    id,
    code: 'OVERLOADED',
    message: 'too many commands wait to be sent; slow down',
  };
}

const UNKNOWN: Readonly<Record<Unknown['code'], string>> = {
  UNAVAILABLE:
    'nobody answers commands; nothing is known to have happened: send it again with the same id',
  TIMEOUT: 'no answer in time; it may or may not have happened: send it again with the same id',
  RECEIVED: 'it will be decided; ask for the outcome by sending it again with the same id',
};

/** What a caller is told when every attempt stayed without an answer. */
export function unknownOutcome(id: string, code: Unknown['code']): Unknown {
  return { status: 'unknown', id, code, message: UNKNOWN[code] };
}
