import type { Outcome } from '@bellwether/domain';

/** Whether asking again would bring nothing new. */
export function isFinal(outcome: Outcome): boolean {
  return outcome.status !== 'unknown' && outcome.status !== 'overloaded';
}
