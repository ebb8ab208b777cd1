import {
  type ReceivedCommand,
  can,
  type Permission,
  type Principal,
  type Principals,
  TRADING_CONTEXT,
  type Invalid,
  type Outcome,
  type Rejected,
  ONE_PARTITION,
  ROUTES,
  type CommandRoute,
  parseSubject,
  routeOf,
} from '@bellwether/domain';
import type { Clock } from '@bellwether/platform/runtime';
import { type SignatureVerifier, isSigned } from '@bellwether/platform/signing';
import { fingerprint } from './fingerprint.ts';
import { isInvalid, readMessage } from './message.ts';

/** A command that arrived where it belongs. */
export interface Delivery {
  readonly command: ReceivedCommand;
  readonly fingerprint: bigint;
  /** Who sent it, as the journal names them. */
  readonly principal: string;
  readonly by: Principal;
  /** ns since 1970 UTC. */
  readonly receivedAt: bigint;
  /** What it has in common with all that follows from its cause; undefined: it is the cause. */
  readonly correlationId?: string | undefined;
}

export interface IntakeOptions {
  readonly context: string;
  /** The partition that takes the commands; those of other contexts may come to any. */
  readonly partition: number;
  readonly clock: Clock;
  readonly principals: Principals;
  /** Checks who says for whom it speaks; undefined: nobody is believed that. */
  readonly actors?: SignatureVerifier | undefined;
  /** Is told of commands that their senders may not give. */
  readonly onForbidden?: ((command: ReceivedCommand, sender: string) => void) | undefined;
  /** Keeps a command that takes two until it is approved; then it is handled after all. */
  hold(delivery: Delivery, answer: (outcome: Outcome) => void): void;
  /** Decides a command; `answer` is called exactly once, now or later. */
  handle(delivery: Delivery, answer: (outcome: Outcome) => void): void;
}

/** A message as a transport brings it. */
export interface Message {
  /** `cmd.<context>.submit.<key>.<user>` or `cmd.durable.<context>.<key>.<user>`. */
  readonly subject: string;
  readonly data: Uint8Array;
  /** What its header `SIGNATURE` says; empty or undefined where it has none. */
  readonly signature?: string | undefined;
  /** How long its sender waits for the answer, ms from its arrival; absent: it does not say. */
  readonly waitsMs?: () => number | undefined;
}

/**
 * Reads a message, hands each command on, and answers when all are decided, in their order.
 * @param receivedAt when it came, ns since 1970 UTC.
 */
export function receive(
  message: Message,
  options: IntakeOptions,
  receivedAt: bigint,
  respond: (outcomes: readonly Outcome[]) => void,
): void {
  const { key, principal } = parseSubject(message.subject);
  const isVouched = vouching(message, principal, options.actors);
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
    if (isInvalid(command)) return answer(index, command);
    const { command: received, actor, correlationId } = command;
    const wrong = misrouted(received, key, options);
    if (wrong !== undefined) return answer(index, wrong);
    const by = isVouched(actor) ? options.principals.of(principal, actor) : undefined;
    const permission = permissionOf(by, received);
    if (by === undefined || permission === 'denied') {
      options.onForbidden?.(received, by?.name ?? principal);
      return answer(index, forbidden(received));
    }
    const delivery: Delivery = {
      command: received,
      fingerprint: fingerprint(received),
      principal: by.name,
      by,
      receivedAt,
      correlationId,
    };
    const tell = (outcome: Outcome): void => answer(index, outcome);
    if (permission === 'approval') options.hold(delivery, tell);
    else options.handle(delivery, tell);
  });
}

/** Whether an actor is one that the message's signature vouches for: it is checked once for all of a message, and only if needed. */
function vouching(
  { data, signature }: Message,
  principal: string,
  actors: SignatureVerifier | undefined,
): (actor: unknown) => boolean {
  let vouched: boolean | undefined;
  return (actor) => {
    if (actor === undefined || actor === null) return true;
    vouched ??= actors !== undefined && isSigned(actors, principal, data, signature ?? '');
    return vouched;
  };
}

function permissionOf(by: Principal | undefined, { type, data }: ReceivedCommand): Permission {
  return can(by, type, { accountId: 'accountId' in data ? data.accountId : undefined });
}

function forbidden({ id, type }: ReceivedCommand): Rejected {
  return {
    status: 'rejected',
    id,
    code: 'FORBIDDEN',
    message: `${type} is not yours to give here`,
  };
}

function misrouted(
  command: ReceivedCommand,
  key: string,
  options: IntakeOptions,
): Invalid | undefined {
  const { context } = ROUTES.get(command.type) as CommandRoute;
  const isTrading = context === TRADING_CONTEXT;
  // Which instruments are traded here the partition itself knows: they move.
  const right = isTrading ? `${options.partition}` : routeOf(command, ONE_PARTITION).key;
  if (context === options.context && right === key) return undefined;
  return {
    status: 'invalid',
    id: command.id,
    code: 'WRONG_ROUTE',
    message: `${command.type} goes to cmd.${context}.submit.${isTrading ? '<partition>' : right}`,
  };
}
