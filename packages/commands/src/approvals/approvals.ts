import {
  approvalStream,
  canonicalText,
  readCommand,
  writeCommand,
  type ApprovalCommand,
  type ApprovalState,
  type CommandId,
  type ReceivedCommand,
  can,
  ONE_PARTITION,
  routeOf,
  type Outcome,
} from '@bellwether/domain';
import { derivedId, type Runtime } from '@bellwether/platform/runtime';
import { fingerprint } from '../intake/fingerprint.ts';
import type { Delivery } from '../intake/intake.ts';
import { coldOutcome } from '../aggregates/cold-outcome.ts';
import type { Aggregates } from '../aggregates/aggregates.ts';

/** Carries a command out where it belongs. */
type CarryOut = (context: string, delivery: Delivery, answer: (outcome: Outcome) => void) => void;

/**
 * Where commands that take two wait for the second one. Both steps are facts, and what is carried out has the id of the
 * command that waited: repeating either step, even after a crash between them, has no second effect.
 */
export class Approvals {
  readonly #approvals: Aggregates['approvals'];
  readonly #runtime: Runtime;
  readonly #carryOut: CarryOut;

  constructor({ approvals }: Aggregates, runtime: Runtime, carryOut: CarryOut) {
    this.#approvals = approvals;
    this.#runtime = runtime;
    this.#carryOut = carryOut;
  }

  /**
   * Keeps a command until it is approved. One that is approved already is carried out, which tells its outcome; another
   * one under its id is none that anybody has agreed to.
   */
  async hold(delivery: Delivery): Promise<Outcome> {
    const { command, principal } = delivery;
    const { id } = command;
    const stream = approvalStream(id);
    const state = await this.#approvals.state(stream);
    if (state.status === 'granted' && isSame(delivery, waitingCommand(state)))
      return this.#run(delivery);
    const message = JSON.stringify(writeCommand(id, command));
    const result = await this.#approvals.handle(stream, {
      ...this.#requestOf(delivery, derivedId(`approval/${id}`) as CommandId),
      command: { type: 'RequestApproval', data: { commandId: id, requester: principal, message } },
    });
    if (result.kind === 'conflict') return coldOutcome(id, result);
    const words = `somebody else must agree: ApproveCommand {commandId: ${id}}`;
    return { status: 'rejected', id, code: 'APPROVAL_REQUIRED', message: words };
  }

  /** Agrees to a waiting command and carries it out in the name of who gave it. */
  async approve(
    delivery: Delivery & { readonly command: ReceivedCommand & ApprovalCommand },
  ): Promise<Outcome> {
    const { id, data } = delivery.command;
    const stream = approvalStream(data.commandId);
    const waiting = waitingCommand(await this.#approvals.state(stream));
    if (waiting !== undefined && can(delivery.by, waiting.command.type) === 'denied') {
      const message = `${waiting.command.type} is not yours to approve`;
      return { status: 'rejected', id, code: 'FORBIDDEN', message };
    }
    const result = await this.#approvals.handle(stream, {
      ...this.#requestOf(delivery, id),
      command: {
        type: 'GrantApproval',
        data: { commandId: data.commandId, approver: delivery.principal },
      },
    });
    if (waiting === undefined || result.kind === 'refused' || result.kind === 'conflict')
      return coldOutcome(id, result);
    const outcome = await this.#run({
      ...delivery,
      ...waiting,
      fingerprint: fingerprint(waiting.command),
      receivedAt: this.#runtime.clock(),
    });
    return outcome.status === 'duplicate' ? { ...outcome.original, id } : { ...outcome, id };
  }

  #run(delivery: Delivery): Promise<Outcome> {
    const { context } = routeOf(delivery.command, ONE_PARTITION);
    return new Promise((resolve) => this.#carryOut(context, delivery, resolve));
  }

  #requestOf(
    { fingerprint: hash, principal, receivedAt }: Delivery,
    id: CommandId,
  ): { id: CommandId; fingerprint: bigint; principal: string; receivedAt: bigint } {
    return { id, fingerprint: hash, principal, receivedAt };
  }
}

type Waiting = Pick<Delivery, 'command' | 'principal'>;

/** Whether a command says what the one that waited says, and comes from whom that one came from. */
function isSame(given: Delivery, waited: Waiting | undefined): boolean {
  return (
    waited !== undefined &&
    waited.principal === given.principal &&
    // Word for word: what two have agreed to is worth more than a hash that can be met on purpose.
    canonicalText(waited.command) === canonicalText(given.command)
  );
}

function waitingCommand(state: ApprovalState): Waiting | undefined {
  if (state.status === 'none') return undefined;
  const read = readCommand(JSON.parse(state.message));
  return read.ok ? { command: read.command, principal: state.requester } : undefined;
}
