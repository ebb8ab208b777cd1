import type { AccountId, Branded, CommandId, InstrumentId } from '../kernel/ids.ts';

/** What names something pending: whose it is, and the command that asked for it. */
export type PendingKey = Branded<string, 'PendingKey'>;

/**
 * A command's id alone does not do: an account or an instrument remembers the ids of its own commands, and a sender may
 * use one id for two of them. Ids have no slash, so keys of different owners differ.
 */
export function pendingKey(owner: AccountId | InstrumentId, id: CommandId): PendingKey {
  return `${owner}/${id}` as PendingKey;
}
