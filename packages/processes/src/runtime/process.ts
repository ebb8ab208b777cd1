import {
  can,
  COMMANDS,
  DeclarationError,
  type Command,
  type Instant,
  type Principal,
} from '@bellwether/domain';
import type { DataOf, Fact, RecordedFact } from '@bellwether/projections/facts';

/** A command that a process wants sent. */
export interface Wanted<C extends Command = Command> {
  readonly command: C;
  /** Not before this time, ns since 1970 UTC; absent: at once. Later facts of the same key wait for it. */
  readonly notBefore?: Instant | undefined;
}

/** What the calendar asks for: a name that is the same whenever it is asked again, and the command. */
export interface Occasion<C extends Command = Command> {
  readonly name: string;
  readonly command: C;
}

type Reactions<C extends Command> = {
  readonly [T in Fact['type']]?: (data: DataOf<T>, recorded: RecordedFact) => readonly Wanted<C>[];
};

/** A process manager: pure functions from facts, and from the time, to commands. */
export interface ProcessManager<C extends Command = Command> {
  /** Part of the ids of its commands: it never changes. */
  readonly name: string;
  readonly description: string;
  /** Types of the commands that it may send. */
  readonly sends: readonly C['type'][];
  /** What it does about facts, by type. */
  readonly on: Reactions<C>;
  /** Facts of one key are dealt with one after the other. Default: their stream. */
  readonly keyOf?: (recorded: RecordedFact) => string;
  /** Everything that was due by `now`, oldest first. Asked again and again; each is sent once, while it is in the answer. */
  readonly at?: (now: Instant) => readonly Occasion<C>[];
}

/** The commands of some types: a process that wants another one sent than it `sends` does not compile. */
type Sent<T extends Command['type']> = Extract<Command, { readonly type: T }>;

type Declared<T extends Command['type']> = Omit<ProcessManager<Sent<NoInfer<T>>>, 'sends' | 'on'> &
  Partial<Pick<ProcessManager<Sent<NoInfer<T>>>, 'on'>> & { readonly sends: readonly T[] };

/** Declares a process manager. @throws DeclarationError where it contradicts itself. */
export function defineProcess<const T extends Command['type']>(
  declared: Declared<T>,
): ProcessManager {
  const { name, sends, on = {}, at } = declared;
  if (!/^[a-z][a-z-]{0,39}$/.test(name))
    throw new DeclarationError(`process ${name}: lower-case letters and hyphens, at most 40`);
  if (Object.keys(on).length === 0 && at === undefined)
    throw new DeclarationError(`process ${name} reacts to nothing`);
  for (const type of sends)
    if (!COMMANDS.has(type))
      throw new DeclarationError(`process ${name} sends ${type}, which is no command`);
  return { ...declared, on } as ProcessManager;
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
  for (const { name, sends } of processes) {
    if (names.has(name)) throw new DeclarationError(`there are two processes ${name}`);
    names.add(name);
    for (const type of sends)
      if (can(principal, type) !== 'allowed')
        throw new DeclarationError(
          `process ${name} sends ${type}, which ${principal?.name ?? 'its principal'} may not`,
        );
  }
}
