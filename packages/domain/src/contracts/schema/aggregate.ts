import type { Decider } from '../../kernel/decider.ts';
import type { CommandDefinition, Definition, MessageOf } from './definition.ts';

/** A declaration contradicts itself or another one; the message names it. */
export class DeclarationError extends Error {
  override readonly name = 'DeclarationError';
  readonly code = 'WRONG_DECLARATION';
}

/** Where clients send commands: `cmd.<context>.submit.<key>.<user>`, the key being the value of one of their fields. */
export interface CommandRoute {
  /** A part of the write side, as subjects name it. */
  readonly context: string;
  /** The field of the commands' data that names the aggregate; of `trading` the instrument, which names the partition. */
  readonly by: string;
}

/** Commands that share a route. */
export interface CommandGroup<Commands extends readonly CommandDefinition[]> {
  /** What the commands are about, for people. */
  readonly description: string;
  readonly route: CommandRoute;
  readonly commands: Commands;
}

/**
 * A kind of aggregate: its streams, commands, facts and rules. Everything else follows from it: registry and schemas,
 * subjects, queues and permissions, policy, handler, what trading follows, mutations, methods of the SDK, the command
 * line and the reference.
 */
export interface Aggregate<
  Commands extends readonly CommandDefinition[],
  Facts extends readonly Definition[],
  State,
  Decision,
>
  extends CommandGroup<Commands>, Decider<State, Decision, MessageOf<Facts[number]>> {
  /** The first part of its streams' names, `<category>-<id>`; without `-`, where EventStoreDB splits names. */
  readonly category: string;
  readonly facts: Facts;
  /** Its facts concern the trading partitions, and an answer waits until they have them. */
  readonly followedByTrading: boolean;
}

/** Checks a declaration as far as it stands by itself. @throws DeclarationError */
export function defineAggregate<
  const Commands extends readonly CommandDefinition[],
  const Facts extends readonly Definition[],
  State,
  Decision,
>(
  aggregate: Aggregate<Commands, Facts, State, Decision>,
): Aggregate<Commands, Facts, State, Decision> {
  const { category, facts } = aggregate;
  if (!/^[a-z][A-Za-z0-9]*$/.test(category))
    throw new DeclarationError(`category ${category}: letters and digits only`);
  if (facts.length === 0) throw new DeclarationError(`category ${category} has no facts`);
  return { ...aggregate, ...defineCommands(aggregate) };
}

/** Checks that commands of one route can be routed. @throws DeclarationError */
export function defineCommands<const Commands extends readonly CommandDefinition[]>(
  group: CommandGroup<Commands>,
): CommandGroup<Commands> {
  const { route, commands } = group;
  const { context, by } = route;
  if (!/^[a-z]+$/.test(context))
    throw new DeclarationError(`context ${context}: lower-case letters only`);
  for (const { type, schema } of commands)
    if (!(schema.required as readonly string[] | undefined)?.includes(by))
      throw new DeclarationError(`${type} is routed by ${by}, which it need not have`);
  return group;
}
