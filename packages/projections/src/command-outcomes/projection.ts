import { defineProjection, type Projection } from '../runtime/projection.ts';
import { idsOf } from '../runtime/fact-ids.ts';
import type { Fact, FactContext } from '../runtime/recorded-fact.ts';
import { commandOutcomes, type CommandOutcomeRow } from './table.ts';

/** What the trading partition does by itself, following other streams, is nobody's command. */
const SYSTEM = 'system';

/** Commands by id; the first fact of a command says what became of it. */
export const commandOutcomesProjection: Projection = defineProjection<CommandOutcomeRow>({
  name: 'command_outcomes',
  version: 1,
  tables: { postgres: commandOutcomes },
  key: 'commandId',
  on: {},
  onAny: {
    keys: (_, { principal, commandId }) => (principal === SYSTEM ? [] : [commandId]),
    evolve: (row, fact, context) =>
      row === undefined
        ? firstFact(fact, context)
        : { ...row, facts: row.facts + 1, position: context.position },
  },
});

function firstFact(fact: Fact, { at, commandId, principal, position }: FactContext) {
  const { code, message } = fact.data as { readonly code?: string; readonly message?: string };
  return {
    commandId,
    principal,
    status: /(Rejected|Refused)$/.test(fact.type) ? 'REJECTED' : 'ACCEPTED',
    fact: fact.type,
    code: code ?? null,
    message: message ?? null,
    ...idsOf(fact),
    facts: 1,
    receivedAt: at,
    position,
  };
}
