import type { Accepted, Outcome } from '@bellwether/domain';

/** Whether what was asked for is done: now, or when the same command came before. */
export function isDone(outcome: Outcome): boolean {
  return acceptedIn(outcome) !== undefined;
}

/** What became of a command, in one line. */
export function outcomeText(outcome: Outcome): string {
  const accepted = acceptedIn(outcome);
  if (accepted !== undefined) return acceptedText(accepted, outcome.status === 'duplicate');
  const told = outcome.status === 'duplicate' ? outcome.original : outcome;
  const { code, message } = told as Exclude<Outcome, { status: 'accepted' | 'duplicate' }>;
  const id = outcome.id === undefined ? '' : ` (${outcome.id})`;
  return `${outcome.status}, ${code}: ${message}${id}`;
}

function acceptedIn(outcome: Outcome): Accepted | undefined {
  const told = outcome.status === 'duplicate' ? outcome.original : outcome;
  return told.status === 'accepted' ? told : undefined;
}

function acceptedText({ id, position, order }: Accepted, isRepeated: boolean): string {
  const when = isRepeated ? 'accepted before, nothing was done now' : 'accepted';
  const state = order === undefined ? '' : `, ${order.executed} executed, ${order.leaves} left`;
  return `${when}: ${id} at position ${position}${state}`;
}
