import type { Logger } from '@bellwether/platform/log';
import { findInstrument } from '@bellwether/projections/read-model';
import type { GatewayDependencies, RequestContext } from '../context.ts';
import { demand } from '../plugins/access.ts';
import { gatewayError } from '../plugins/errors.ts';
import { isAccountId, isInstrumentId } from './ids.ts';
import { Following, type Look } from '../subscriptions/following.ts';
import type { SharedReads } from '../subscriptions/shared-reads.ts';
import type { Followed } from '../subscriptions/wakes.ts';

export type FollowedDependencies = Pick<GatewayDependencies, 'readModels' | 'changes'> & {
  readonly logger: Logger;
  readonly reads: SharedReads;
};

/** Arguments of a subscription without a gap. */
export interface FollowedArguments {
  /** `position` of the last message that the client has. */
  readonly from?: string | null;
  readonly levels?: number | null;
}

/** A field of `Subscription`. */
export interface FollowedField {
  readonly subscribe: (
    parent: unknown,
    args: never,
    context: RequestContext,
  ) => Promise<AsyncIterableIterator<unknown>>;
  readonly resolve: (event: never) => unknown;
}

/** Follows what belongs to an account. @param lookEveryMs as of `FollowingOptions`. @throws BAD_USER_INPUT, FORBIDDEN */
export function ofAccount<Event>(
  dependencies: FollowedDependencies,
  look: (id: string, args: FollowedArguments) => Look<Event>,
  lookEveryMs?: number,
): FollowedField['subscribe'] {
  return async (_, args: FollowedArguments & { readonly accountId: string }, context) => {
    const { accountId } = args;
    if (!isAccountId(accountId)) throw gatewayError('BAD_USER_INPUT', 'this is no account id');
    demand(context, 'ReadAccount', { accountId });
    return follow(dependencies, { accountId }, context, look(accountId, args), lookEveryMs);
  };
}

/** Follows what belongs to an instrument, which must be listed. @param lookEveryMs as of `FollowingOptions`. @throws BAD_USER_INPUT, FORBIDDEN */
export function ofInstrument<Event>(
  dependencies: FollowedDependencies,
  look: (id: string, args: FollowedArguments) => Look<Event>,
  lookEveryMs?: number,
): FollowedField['subscribe'] {
  const { db } = dependencies.readModels;
  return async (_, args: FollowedArguments & { readonly instrumentId: string }, context) => {
    const { instrumentId } = args;
    if (!isInstrumentId(instrumentId))
      throw gatewayError('BAD_USER_INPUT', 'this is no instrument id');
    demand(context, 'ReadMarket');
    const looking = look(instrumentId, args);
    if ((await findInstrument(db, instrumentId)) === undefined)
      throw gatewayError('BAD_USER_INPUT', `there is no instrument ${instrumentId}`);
    return follow(dependencies, { instrumentId }, context, looking, lookEveryMs);
  };
}

function follow<Event>(
  { changes: { wakes }, logger }: FollowedDependencies,
  followed: Followed,
  { user }: RequestContext,
  look: Look<Event>,
  lookEveryMs: number | undefined,
): AsyncIterableIterator<Event> {
  return new Following({
    look,
    ...(lookEveryMs === undefined ? {} : { lookEveryMs }),
    follow: (wake) => wakes.follow(followed, user.name, wake),
    logger,
  });
}
