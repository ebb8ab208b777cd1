import { can, type Actor } from '@bellwether/domain';

/** Whether somebody may see what belongs to an account. What nobody owns nobody is kept from. */
export function maySee(viewer: Actor, accountId: string | null | undefined): boolean {
  return (
    accountId === null ||
    accountId === undefined ||
    can(viewer, 'ReadAccount', { accountId }) === 'allowed'
  );
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
