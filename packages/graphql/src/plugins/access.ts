import { can, type Action } from '@bellwether/domain';
import type { RequestContext } from '../context.ts';
import { gatewayError } from './errors.ts';

/** @throws a FORBIDDEN error for the client where the policy does not allow it. */
export function demand(
  { user }: RequestContext,
  action: Action,
  resource?: { readonly accountId?: string },
): void {
  if (can(user, action, resource) !== 'allowed')
    throw gatewayError('FORBIDDEN', `${action} is not yours here`);
}
