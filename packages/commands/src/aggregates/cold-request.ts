import type { CommandId, Rejection } from '@bellwether/domain';

/** Who wants something decided, and under which id. */
export interface ColdRequest<Command> {
  readonly id: CommandId;
  readonly command: Command;
  readonly fingerprint: bigint;
  readonly principal: string;
  /** ns since 1970 UTC. */
  readonly receivedAt: bigint;
  /** What it has in common with all that follows from its cause; undefined: it is the cause. */
  readonly correlationId?: string | undefined;
}

/** What deciding came to. `position`: commit position of the append that has the (last) fact. */
export type ColdResult =
  | { readonly kind: 'recorded'; readonly position: bigint }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'repeat'; readonly position: bigint }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'refused'; readonly rejection: Rejection };
