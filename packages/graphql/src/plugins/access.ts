import { can, type Action, type Actor } from '@bellwether/commands/client';
import type { RequestContext } from '../context.ts';
import { gatewayError } from './errors.ts';

/** Whether somebody may see what belongs to an account. What nobody owns nobody is kept from. */
export function maySee(user: Actor, accountId: string | null | undefined): boolean {
  return (
    accountId === null ||
    accountId === undefined ||
    can(user, 'ReadAccount', { accountId }) === 'allowed'
  );
}

/** @throws a FORBIDDEN error for the client where the policy does not allow it. */
export function demand(
  { user }: RequestContext,
  action: Action,
  resource?: { readonly accountId?: string },
): void {
  if (can(user, action, resource) !== 'allowed')
    throw gatewayError('FORBIDDEN', `${action} is not yours here`);
}
