import { can, type Actor } from '@bellwether/domain';

/** Whether somebody may see what belongs to an account. What belongs to none is not seen by this. */
export function maySee(viewer: Actor, accountId: string | null | undefined): boolean {
  return typeof accountId === 'string' && can(viewer, 'ReadAccount', { accountId }) === 'allowed';
}

/** The accounts whose matters somebody may see, for a look at no others; `*`: all. It says what `maySee` says of each. */
export function accountsSeen(viewer: Actor): '*' | readonly string[] {
  if (can(viewer, 'ReadAccount') === 'allowed') return '*';
  const { accounts } = viewer;
  // Every account is one of theirs: whether that is enough their roles say, of any.
  if (accounts === '*') return maySee(viewer, '*') ? '*' : [];
  return accounts.filter((accountId) => maySee(viewer, accountId));
}

/** Whether there is anything that somebody may see: who may not is not kept waiting for what it would not be shown. */
export function mayAsk(viewer: Actor): boolean {
  return can(viewer, 'ReadMarket') === 'allowed';
}

/**
 * Whether somebody may know of a command: who sent it, and its id.
 * @param accountId the account that it is about; what is about none is known to those who watch over all of them.
 */
export function maySeeCause(viewer: Actor, accountId: string | null | undefined): boolean {
  if (typeof accountId === 'string') return maySee(viewer, accountId);
  return can(viewer, 'ReadAccount') === 'allowed' || can(viewer, 'ReadJournal') === 'allowed';
}

/** A trade, or a fact of one: of another account's side there is only what the market sees. */
export function withoutOthersSides(
  trade: Readonly<Record<string, unknown>>,
  viewer: Actor,
): Readonly<Record<string, unknown>> {
  const told = { ...trade };
  for (const side of ['buy', 'sell'])
    if (!maySee(viewer, told[`${side}AccountId`] as string | null | undefined))
      for (const field of Object.keys(told)) if (field.startsWith(side)) delete told[field];
  return told;
}
