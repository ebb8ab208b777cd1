import {
  AGGREGATE_OF,
  AGGREGATES,
  type ColdFact,
  type Command,
  type ReceivedCommand,
  ONE_PARTITION,
  routeOf,
  type Outcome,
} from '@bellwether/domain';
import type { Runtime } from '@bellwether/platform/runtime';
import type { Delivery } from '../intake/intake.ts';
import type { Aggregates } from './aggregates.ts';
import { coldOutcome } from './cold-outcome.ts';
import type { ColdRequest, ColdResult } from './cold-request.ts';
import type { AggregateRepository } from './repository.ts';

/** A delivery of one type of command. */
export type DeliveryOf<T extends Command['type']> = Delivery & {
  readonly command: ReceivedCommand & Extract<Command, { readonly type: T }>;
};

/** Waits for what follows elsewhere from a fact. */
export interface Following {
  /** Resolves when trading has the facts up to a commit position, or will within moments. */
  upTo(position: bigint): Promise<unknown>;
  /** Resolves when a further fact has been followed, or after `timeoutMs`. */
  progress(timeoutMs: number): Promise<boolean>;
}

/** What decides commands of aggregates. */
export interface Deciding {
  readonly aggregates: Aggregates;
  readonly following: Following;
}

/** What handlers of commands work with that take more than the rules of one aggregate. */
export interface Handling extends Deciding {
  readonly runtime: Runtime;
  /** How many partitions there are. */
  readonly partitions: number;
}

/**
 * Decides a command by the rules of its aggregate alone. Beside type and data, rules may look at the command's own id and
 * at when it came in.
 * @throws errors of the event store's client where it does not answer: then nothing is known.
 */
export async function decide(deciding: Deciding, delivery: Delivery): Promise<Outcome> {
  return answered(deciding, delivery, await decided(deciding, delivery));
}

/** The same, as far as the aggregate's own stream: nobody else has followed yet. */
export function decided({ aggregates }: Deciding, delivery: Delivery): Promise<ColdResult> {
  const { command, receivedAt } = delivery;
  const { id, type, data } = command;
  const { kind, category } = aggregateOf(type);
  const repository = aggregates[kind] as unknown as AggregateRepository<unknown, unknown, ColdFact>;
  const stream = `${category}-${routeOf(command, ONE_PARTITION).key}`;
  return repository.handle(
    stream,
    coldRequest(delivery, { type, data, commandId: id, at: receivedAt }),
  );
}

/** What a client is told: once trading has followed, where what is recorded concerns it. */
export async function answered(
  { following }: Deciding,
  { command: { id, type } }: Delivery,
  result: ColdResult,
): Promise<Outcome> {
  if ('position' in result && aggregateOf(type).followedByTrading)
    await following.upTo(result.position);
  return coldOutcome(id, result);
}

export function coldRequest<C>(delivery: Delivery, command: C): ColdRequest<C> {
  const { fingerprint, principal, receivedAt, correlationId } = delivery;
  return { id: delivery.command.id, command, fingerprint, principal, receivedAt, correlationId };
}

function aggregateOf(type: Command['type']): {
  readonly kind: keyof Aggregates;
  readonly category: string;
  readonly followedByTrading: boolean;
} {
  const kind = AGGREGATE_OF.get(type) as keyof Aggregates;
  return { ...AGGREGATES[kind], kind };
}
