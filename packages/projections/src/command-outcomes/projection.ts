import { defineProjection, type Projection } from '../runtime/projection.ts';
import { idsOf } from '../runtime/fact-ids.ts';
import type { Fact, FactContext } from '../runtime/recorded-fact.ts';
import { commandOutcomes, type CommandOutcomeRow } from './table.ts';

/** What the trading partition does by itself, following other streams, is nobody's command. */
const SYSTEM = 'system';

/** What names a command: its stream, too, as two accounts, or an account and an instrument, may have commands of one id. */
const idOf = ({ stream, commandId }: FactContext): string => `${stream}/${commandId}`;

/** Commands by stream and id; the first fact of a command says what became of it. */
export const commandOutcomesProjection: Projection = defineProjection<CommandOutcomeRow>({
  name: 'command_outcomes',
  version: 2,
  tables: { postgres: commandOutcomes },
  key: 'id',
  on: {},
  onAny: {
    keys: (_, context) => (context.principal === SYSTEM ? [] : [idOf(context)]),
    evolve: (row, fact, context) =>
      row === undefined
        ? firstFact(fact, context)
        : { ...row, facts: row.facts + 1, position: context.position },
  },
});

function firstFact(fact: Fact, context: FactContext): CommandOutcomeRow {
  const { at, stream, commandId, principal, position } = context;
  const { code, message } = fact.data as { readonly code?: string; readonly message?: string };
  return {
    id: idOf(context),
    stream,
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
