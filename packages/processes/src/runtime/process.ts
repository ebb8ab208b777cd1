import {
  can,
  COLD_FACTS,
  COMMANDS,
  DeclarationError,
  type Command,
  type CommandId,
  type Instant,
  type Principal,
} from '@bellwether/domain';
import type { DataOf, Fact, RecordedFact } from '@bellwether/projections/facts';

/** A command that a process wants sent. */
export interface Wanted<C extends Command = Command> {
  readonly command: C;
  /** Not before this time, ns since 1970 UTC; absent: at once. Later facts of the same key wait for it. */
  readonly notBefore?: Instant | undefined;
  /**
   * What distinguishes it from other commands of the same fact; absent: its place among them. Needed where that may change,
   * as with what follows from a memory: the command's id is made of it.
   */
  readonly name?: string;
  /** Its id, where the fact has given it one by which others find what it does; absent: it follows from process and cause. */
  readonly id?: CommandId;
}

/** A command that the rules refuse. */
export interface Refusal<C extends Command = Command> {
  readonly command: C;
  readonly id: CommandId;
  readonly code: string;
}

/** What the calendar asks for: a name that is the same whenever it is asked again, and the command. */
export interface Occasion<C extends Command = Command> {
  readonly name: string;
  readonly command: C;
}

type Reactions<C extends Command, M> = {
  readonly [T in Fact['type']]?: (
    data: DataOf<T>,
    recorded: RecordedFact,
    memory: M,
  ) => readonly Wanted<C>[];
};

/** What becomes of a memory by facts, by type. */
export type Remembered<M> = {
  readonly [T in Fact['type']]?: (memory: M, data: DataOf<T>, recorded: RecordedFact) => void;
};

/**
 * What a process manager knows of facts before the one that it reacts to. It is made anew at each start, from all facts that
 * it takes up to the head of the log: it may know more than there was when a fact was recorded, and what the process has
 * done about later ones already.
 */
interface Memory<M, C extends Command = Command> {
  readonly open: () => M;
  /** Facts of aggregates that it is made of, in the order of the log. */
  readonly takes: Remembered<M>;
  /** Nothing is waited for: trading's facts are passed over unread. Absent: never. */
  readonly isIdle?: (memory: M) => boolean;
  /** Whether anything that is known waits for a fact; absent: always. What is not concerned is passed over at once. */
  readonly concerns?: (memory: M, recorded: RecordedFact) => boolean;
  /** A command was answered: what follows from it counts before its fact comes by. */
  readonly answered?: (memory: M, command: C) => void;
}

/** A process manager: pure functions from facts, and from the time, to commands. @typeParam M its memory, if it has one. */
export interface ProcessManager<C extends Command = Command, M = unknown> {
  /** Part of the ids of its commands: it never changes. */
  readonly name: string;
  readonly description: string;
  /** Types of the commands that it may send. */
  readonly sends: readonly C['type'][];
  /** What it does about facts, by type. The commands of one fact are sent at once, in no order. */
  readonly on: Reactions<C, M>;
  readonly memory?: Memory<M, C>;
  /**
   * Does something outside the platform before a command is sent, and returns the command with what came of it. After a crash
   * before the answer it is done again. Absent: nothing is done but sending.
   */
  readonly before?: (command: C, recorded: RecordedFact, signal: AbortSignal) => Promise<C>;
  /**
   * What the process wants sent because a command of a fact was refused, which often leaves no fact; it counts as done with
   * the fact. Absent: nothing.
   */
  readonly refused?: (refusal: Refusal<C>, memory: M) => C | undefined;
  /** Facts of one key are dealt with one after the other. Default: their stream. */
  readonly keyOf?: (recorded: RecordedFact) => string;
  /** Everything that was due by `now`, oldest first. Asked again and again; each is sent once, while it is in the answer. */
  readonly at?: (now: Instant, memory: M) => readonly Occasion<C>[];
  /** Name of the process whose calendar comes first: what that one has due by a time is answered before this one sends. */
  readonly after?: string;
}

/** The commands of some types: a process that wants another one sent than it `sends` does not compile. */
type Sent<T extends Command['type']> = Extract<Command, { readonly type: T }>;

type Declared<T extends Command['type'], M> = Omit<
  ProcessManager<Sent<NoInfer<T>>, M>,
  'sends' | 'on'
> &
  Partial<Pick<ProcessManager<Sent<NoInfer<T>>, M>, 'on'>> & { readonly sends: readonly T[] };

/** Declares a process manager. @throws DeclarationError where it contradicts itself. */
export function defineProcess<const T extends Command['type'], M = undefined>(
  declared: Declared<T, M>,
): ProcessManager {
  const { name, sends, on = {}, at, memory } = declared;
  if (!/^[a-z][a-z-]{0,39}$/.test(name))
    throw new DeclarationError(`process ${name}: lower-case letters and hyphens, at most 40`);
  if (Object.keys(on).length === 0 && at === undefined)
    throw new DeclarationError(`process ${name} reacts to nothing`);
  for (const type of sends)
    if (!COMMANDS.has(type))
      throw new DeclarationError(`process ${name} sends ${type}, which is no command`);
  // A journal is too long to be read from the first fact at each start.
  for (const type of Object.keys(memory?.takes ?? {}))
    if (!COLD_FACTS.has(type))
      throw new DeclarationError(`process ${name} remembers ${type}, which is no aggregate's fact`);
  return { ...declared, on } as unknown as ProcessManager;
}

/**
 * Checks that processes can run together under a principal.
 * @throws DeclarationError where two have one name, or one sends what the principal may not.
 */
export function checkProcesses(
  processes: readonly ProcessManager[],
  principal: Principal | undefined,
): void {
  const names = new Set<string>();
  for (const { name, sends, after } of processes) {
    if (names.has(name)) throw new DeclarationError(`there are two processes ${name}`);
    // Which comes first is known by the order in which they are listed: no two wait for each other.
    if (after !== undefined && !names.has(after))
      throw new DeclarationError(`process ${name} comes after ${after}, which is not before it`);
    names.add(name);
    for (const type of sends)
      if (can(principal, type) !== 'allowed')
        throw new DeclarationError(
          `process ${name} sends ${type}, which ${principal?.name ?? 'its principal'} may not`,
        );
  }
}
