import type { ReceivedCommand } from '@bellwether/domain';
import type { Clock } from '@bellwether/platform';
import type { Invalid, Outcome } from '../outcome.ts';
import { fingerprint } from './fingerprint.ts';
import { isInvalid, readMessage } from './message.ts';
import { parseSubject, routeOf, type Context, type Partitioning } from './routes.ts';

/** A command that arrived where it belongs. */
export interface Delivery {
  readonly command: ReceivedCommand;
  readonly fingerprint: bigint;
  readonly principal: string;
  /** ns since 1970 UTC. */
  readonly receivedAt: bigint;
}

export interface IntakeOptions {
  readonly context: Context;
  readonly partitioning: Partitioning;
  readonly clock: Clock;
  /** Decides a command; `answer` is called exactly once, now or later. */
  handle(delivery: Delivery, answer: (outcome: Outcome) => void): void;
}

/** A message as a transport brings it. */
export interface Message {
  /** `cmd.<context>.submit.<key>.<user>` or `cmd.durable.<context>.<key>.<user>`. */
  readonly subject: string;
  readonly data: Uint8Array;
}

/** Reads a message, hands each command on, and answers when all are decided, in their order. */
export function receive(
  message: Message,
  options: IntakeOptions,
  respond: (outcomes: readonly Outcome[]) => void,
): void {
  const receivedAt = options.clock();
  const { key, principal } = parseSubject(message.subject);
  const read = readMessage(message.data);
  if (!read.ok) return respond([read.error]);
  const outcomes = Array.from<Outcome | undefined>({ length: read.commands.length });
  let open = read.commands.length;
  if (open === 0) return respond([]);
  const answer = (index: number, outcome: Outcome): void => {
    outcomes[index] = outcome;
    open -= 1;
    if (open === 0) respond(outcomes as Outcome[]);
  };
  read.commands.forEach((command, index) => {
    const wrong = isInvalid(command) ? command : misrouted(command, key, options);
    if (wrong !== undefined) return answer(index, wrong);
    const received = command as ReceivedCommand;
    options.handle(
      { command: received, fingerprint: fingerprint(received), principal, receivedAt },
      (outcome) => answer(index, outcome),
    );
  });
}

function misrouted(
  command: ReceivedCommand,
  key: string,
  options: IntakeOptions,
): Invalid | undefined {
  const route = routeOf(command, options.partitioning);
  if (route.context === options.context && route.key === key) return undefined;
  return {
    status: 'invalid',
    id: command.id,
    code: 'WRONG_ROUTE',
    message: `${command.type} goes to cmd.${route.context}.submit.${route.key}`,
  };
}
