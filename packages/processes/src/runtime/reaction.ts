import { derivedId } from '@bellwether/platform/runtime';
import type { CommandId, Outcome } from '@bellwether/domain';
import type { RecordedFact } from '@bellwether/projections/facts';
import type { Occasion, ProcessManager, Wanted } from './process.ts';

/** A process wants to send a command that its declaration does not name. */
export class UndeclaredCommandError extends Error {
  override readonly name = 'UndeclaredCommandError';
  readonly code = 'UNDECLARED_COMMAND';
}

/** A command under its id, which follows from process and cause: sent again, it has no further effect. */
export interface Due extends Wanted {
  readonly id: CommandId;
  /** Name of the process. */
  readonly process: string;
  /** What all that follows from one cause has in common; undefined: the command is the first cause itself. */
  readonly correlationId?: string | undefined;
}

/**
 * What a fact asks of a process. @param memory what it knows, where it has one.
 * @throws UndeclaredCommandError, and whatever the reaction throws.
 */
export function reactionTo(
  process: ProcessManager,
  recorded: RecordedFact,
  memory?: unknown,
): readonly Due[] {
  const { fact, position, index, commandId, correlationId = commandId } = recorded;
  const react = process.on[fact.type] as
    | ((data: unknown, recorded: RecordedFact, memory: unknown) => readonly Wanted[])
    | undefined;
  return (react?.(fact.data, recorded, memory) ?? []).map((wanted, ordinal) => ({
    ...declaredBy(process, wanted),
    id: wanted.id ?? idOf(process, `${position}.${index}/${wanted.name ?? ordinal}`),
    process: process.name,
    correlationId,
  }));
}

/** What follows from the refusal of a command; undefined: nothing. @throws UndeclaredCommandError */
export function dueToRefusal(
  process: ProcessManager,
  due: Due,
  outcome: Outcome,
  memory?: unknown,
): Due | undefined {
  const first = outcome.status === 'duplicate' ? outcome.original : outcome;
  if (first.status !== 'rejected') return undefined;
  const command = process.refused?.({ command: due.command, id: due.id, code: first.code }, memory);
  if (command === undefined) return undefined;
  const { correlationId } = due;
  const id = idOf(process, `${due.id}/refused`);
  return { ...declaredBy(process, { command }), id, process: process.name, correlationId };
}

/** What the calendar asks of a process. @throws UndeclaredCommandError */
export function occasionDue(process: ProcessManager, { name, command }: Occasion): Due {
  return { ...declaredBy(process, { command }), id: idOf(process, name), process: process.name };
}

/** Facts of one key are dealt with in order. */
export function keyOf(process: ProcessManager, recorded: RecordedFact): string {
  return process.keyOf?.(recorded) ?? recorded.stream;
}

function idOf({ name }: ProcessManager, cause: string): CommandId {
  return derivedId(`process/${name}/${cause}`) as CommandId;
}

function declaredBy({ name, sends }: ProcessManager, wanted: Wanted): Wanted {
  if (!sends.includes(wanted.command.type))
    throw new UndeclaredCommandError(
      `process ${name} does not say that it sends ${wanted.command.type}`,
    );
  return wanted;
}
