import { UUID_PATTERN } from '@bellwether/domain';
import { eq } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { Type } from 'typebox';
import { orNull, rowOf } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { ofSomething } from '../read-model/query.ts';
import { maySeeCause } from '../read-model/seen-by.ts';
import { commandOutcomesProjection } from './projection.ts';
import { commandOutcomes, type CommandOutcomeRow } from './table.ts';

/** What became of a command; undefined where it left no fact, or none that is read yet. */
export async function findCommandOutcome(
  db: PostgresJsDatabase,
  commandId: string,
): Promise<CommandOutcomeRow | undefined> {
  const [row] = await db
    .select()
    .from(commandOutcomes)
    .where(eq(commandOutcomes.commandId, commandId));
  return row;
}

/** Commands: what became of each. */
export const COMMAND_OUTCOMES: Capability = {
  projections: [commandOutcomesProjection],
  queries: {
    'command.outcome': ofSomething(
      {
        description: 'What became of a command that left a fact.',
        field: {
          name: 'commandOutcome',
          id: 'commandId',
          type: 'CommandOutcome',
          description: 'Absent where the command left no fact.',
        },
        input: { commandId: Type.String({ pattern: UUID_PATTERN, description: 'Command' }) },
        output: orNull(rowOf(commandOutcomes)),
      },
      null,
      async ({ db }, { commandId }, { viewer }) => {
        const row = await findCommandOutcome(db, commandId);
        return row !== undefined && maySeeCause(viewer, row.accountId) ? row : null;
      },
    ),
  },
};
