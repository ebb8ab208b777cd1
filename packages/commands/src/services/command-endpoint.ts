import type { ReceivedCommand } from '@bellwether/domain';
import type { Clock, Logger } from '@bellwether/platform';
import type { Service, ServiceMsg } from 'nats';
import { isInvalid, readMessage, type OutcomeBatch } from '../intake/message.ts';
import { parseSubject, routeOf, type Context, type Partitioning } from '../intake/routes.ts';
import { fingerprint } from '../intake/fingerprint.ts';
import type { Invalid, Outcome } from '../outcome.ts';

/** A command that arrived where it belongs. */
export interface Delivery {
  readonly command: ReceivedCommand;
  readonly fingerprint: bigint;
  readonly principal: string;
  readonly receivedAt: bigint;
}

export interface EndpointOptions {
  readonly context: Context;
  /** The partition, or `*` for any aggregate. */
  readonly key: string;
  readonly partitioning: Partitioning;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Decides a command; `answer` is called exactly once, now or later. */
  handle(delivery: Delivery, answer: (outcome: Outcome) => void): void;
}

/**
 * Answers `cmd.<context>.submit.<key>.<user>`: reads the message, hands each command on, and replies when all are
 * answered, in their order.
 */
export function addCommandEndpoint(service: Service, options: EndpointOptions): void {
  service.addEndpoint('submit', {
    subject: `cmd.${options.context}.submit.${options.key}.*`,
    handler: (error, message) => {
      if (error !== null) options.logger.error({ err: error }, 'endpoint');
      else receive(message, options);
    },
    metadata: { schema: 'CommandBatch/1' },
  });
}

function receive(message: ServiceMsg, options: EndpointOptions): void {
  const receivedAt = options.clock();
  const { key, principal } = parseSubject(message.subject);
  const read = readMessage(message.data);
  if (!read.ok) return respond(message, [read.error]);
  const outcomes = Array.from<Outcome | undefined>({ length: read.commands.length });
  let open = read.commands.length;
  const answer = (index: number, outcome: Outcome): void => {
    outcomes[index] = outcome;
    open -= 1;
    if (open === 0) respond(message, outcomes as Outcome[]);
  };
  if (open === 0) return respond(message, []);
  read.commands.forEach((command, index) => {
    const wrong = isInvalid(command) ? command : misrouted(command, key, options);
    if (wrong !== undefined) return answer(index, wrong);
    const delivery: Delivery = {
      command: command as ReceivedCommand,
      fingerprint: fingerprint(command as ReceivedCommand),
      principal,
      receivedAt,
    };
    options.handle(delivery, (outcome) => answer(index, outcome));
  });
}

function misrouted(
  command: ReceivedCommand,
  key: string,
  options: EndpointOptions,
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

function respond(message: ServiceMsg, outcomes: readonly Outcome[]): void {
  message.respond(JSON.stringify({ outcomes } satisfies OutcomeBatch));
}
