import {
  COMMANDS,
  type Actor,
  type Command,
  type SendMode,
  type Outcome,
} from '@bellwether/domain';

/** Settings of one call. */
export interface CallOptions {
  /** Id of the command; give the same one to repeat an earlier call. Default: a new UUIDv7. */
  readonly id?: string;
  readonly deadlineMs?: number;
  /**
   * `request`: to whoever answers now, the fastest way. `durable`: through a queue that keeps the command until it is
   * decided, even if nobody answers now and the caller is gone.
   */
  readonly mode?: SendMode;
  /** For whom, where the user of the connection speaks for others. */
  readonly actor?: Actor;
  /** Id of what the command follows from, where it is not a cause itself: it stands beside the facts as `$correlationId`. */
  readonly correlationId?: string | undefined;
}

type DataOf<T extends Command['type']> = Extract<Command, { readonly type: T }>['data'];

/** A method for every command, named after it: `placeOrder(data)`, `depositCash(data)`, … */
type CommandMethods = {
  readonly [T in Command['type'] as Uncapitalize<T>]: (
    data: DataOf<T>,
    options?: CallOptions,
  ) => Promise<Outcome>;
};

/** What sends any command. */
abstract class Sending {
  /** Sends any command. */
  abstract send(command: Command, options?: CallOptions): Promise<Outcome>;
}

for (const type of COMMANDS.keys())
  Object.defineProperty(Sending.prototype, type.charAt(0).toLowerCase() + type.slice(1), {
    value(this: Sending, data: Command['data'], options?: CallOptions): Promise<Outcome> {
      return this.send({ type, data } as Command, options);
    },
  });

/** The methods follow from the domain's declarations: a new command has one without a line here. */
export const CommandSender: abstract new () => Sending & CommandMethods =
  Sending as abstract new () => Sending & CommandMethods;
