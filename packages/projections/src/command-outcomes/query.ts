import { UUID_PATTERN, type Actor } from '@bellwether/domain';
import { and, asc, eq, inArray, isNull, or, type SQL } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { Type } from 'typebox';
import { orNull, rowOf } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { accountId } from '../read-model/inputs.ts';
import { AmbiguousQueryError, ofSomething } from '../read-model/query.ts';
import { accountsSeen, maySeeCause } from '../read-model/seen-by.ts';
import { commandOutcomesProjection } from './projection.ts';
import { commandOutcomes, type CommandOutcomeRow } from './table.ts';

/** Streams that an answer names where an id is of several commands. */
const NAMED_MAX = 10;

/** Which command is meant: an id is of one command within a stream. */
interface WhichCommand {
  readonly commandId: string;
  readonly accountId?: string | undefined;
  readonly stream?: string | undefined;
}

/**
 * What became of a command; undefined where it left no fact, none that is read yet, or none that the viewer may know of.
 * @throws AmbiguousQueryError where the viewer may know of several commands of that id.
 */
export async function findCommandOutcome(
  db: PostgresJsDatabase,
  { commandId, accountId: account, stream }: WhichCommand,
  viewer: Actor,
): Promise<CommandOutcomeRow | undefined> {
  const rows = await db
    .select()
    .from(commandOutcomes)
    .where(
      and(
        eq(commandOutcomes.commandId, commandId),
        account === undefined ? undefined : eq(commandOutcomes.accountId, account),
        stream === undefined ? undefined : eq(commandOutcomes.stream, stream),
        knownTo(viewer),
      ),
    )
    .orderBy(asc(commandOutcomes.stream))
    .limit(NAMED_MAX + 1);
  const known = rows.filter((row) => maySeeCause(viewer, row.accountId));
  if (known.length > 1) throw new AmbiguousQueryError(severalStreams(known));
  return known[0];
}

/** Rows of others are not looked at: however many there are, the viewer's own are among those that are. */
function knownTo(viewer: Actor): SQL | undefined {
  const accounts = accountsSeen(viewer);
  if (accounts === '*') return undefined;
  const own = inArray(commandOutcomes.accountId, [...accounts]);
  return maySeeCause(viewer, null) ? or(own, isNull(commandOutcomes.accountId)) : own;
}

function severalStreams(rows: readonly CommandOutcomeRow[]): string {
  const named = rows.slice(0, NAMED_MAX).map(({ stream }) => stream);
  const more = rows.length > NAMED_MAX ? ', …' : '';
  return `commands of this id are in several streams; say which \`stream\`: ${named.join(', ')}${more}`;
}

/** Commands: what became of each. */
export const COMMAND_OUTCOMES: Capability = {
  projections: [commandOutcomesProjection],
  queries: {
    'command.outcome': ofSomething(
      {
        description:
          'What became of a command that left a fact. Where the caller may know of several of one id, it is `AMBIGUOUS`: the account or the stream says which.',
        field: {
          name: 'commandOutcome',
          id: 'commandId',
          type: 'CommandOutcome',
          description:
            'Absent where the command left no fact. An error `AMBIGUOUS` where several have the id: say of which account, or which stream decided it.',
        },
        input: {
          commandId: Type.String({ pattern: UUID_PATTERN, description: 'Command' }),
          accountId: Type.Optional({ ...accountId, description: 'Account that it is about' }),
          stream: Type.Optional(
            Type.String({
              pattern: '^[A-Za-z]+-[^\\s/]{1,100}$',
              description: 'Stream that decided it, such as `account-<id>` or `trading-0`',
            }),
          ),
        },
        output: orNull(rowOf(commandOutcomes)),
      },
      null,
      async ({ db }, which, { viewer }) => (await findCommandOutcome(db, which, viewer)) ?? null,
    ),
  },
};
