import type { Overloaded, Unknown } from '@bellwether/domain';

/** Why a message was not read. It is every command's answer, and names none of them. */
export interface Refusal {
  readonly reason: 'overloaded' | 'expired' | 'unavailable';
  readonly outcome: Overloaded | Unknown;
}

/** It would wait for too long. */
export const OVERLOADED: Refusal = {
  reason: 'overloaded',
  outcome: {
    status: 'overloaded',
    code: 'OVERLOADED',
    message: 'too many commands are waiting: nothing was done, send it again later',
  },
};

/** It has waited for longer than its sender does. */
export const EXPIRED: Refusal = {
  reason: 'expired',
  outcome: {
    status: 'overloaded',
    code: 'OVERLOADED',
    message: 'it has waited too long: nothing was done, send it again later',
  },
};

/** Nothing is decided now. */
export function unavailable(message: string): Refusal {
  return { reason: 'unavailable', outcome: { status: 'unknown', code: 'UNAVAILABLE', message } };
}
