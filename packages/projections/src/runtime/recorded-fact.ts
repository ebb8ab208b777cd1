import {
  COLD_CATEGORIES,
  decodeBatch,
  JOURNAL_CATEGORY,
  readColdFact,
  TRADING_BATCH,
  type BatchMetadata,
  type ColdFact,
  type TradingFact,
} from '@bellwether/domain';
import { wholeData } from '@bellwether/platform/event-store';
import type { AllStreamRecordedEvent, EventStoreDBClient } from '@eventstore/db-client';

/** Any fact that the platform records. */
export type Fact = TradingFact | ColdFact;

/** The data of a fact's type. */
export type DataOf<T extends Fact['type']> = Extract<Fact, { readonly type: T }>['data'];

/** Where a fact stands in the log, and who caused it. */
export interface FactContext {
  /** Commit position of its event. */
  readonly position: bigint;
  /** Index within its event. */
  readonly index: number;
  /** Index among the facts of its command: 0 is what the command itself came to. */
  readonly entryIndex: number;
  readonly stream: string;
  /** When the command came in that caused it, ns since 1970 UTC. */
  readonly at: bigint;
  readonly commandId: string;
  /** What it has in common with all that follows from one cause: the first command's id; undefined: it is this command's. */
  readonly correlationId?: string | undefined;
  readonly principal: string;
}

/** A fact with its place in the log. */
export interface RecordedFact extends FactContext {
  readonly fact: Fact;
}

/** How the names of streams begin that hold facts; everything else in the store is none of ours. */
export const FACT_STREAMS: readonly string[] = [
  JOURNAL_CATEGORY,
  ...Object.keys(COLD_CATEGORIES),
].map((category) => `${category}-`);

/** An event that should be facts and cannot be read as such. */
export class UnreadableEventError extends Error {
  override readonly name = 'UnreadableEventError';
  readonly code = 'UNREADABLE_EVENT';
}

interface ColdMetadata {
  readonly $causationId: string;
  readonly $correlationId?: string;
  readonly principal: string;
  readonly at: string;
}

/**
 * The facts of one stored event, in order: many of a trading batch, one of any other, none of a system event.
 * @param client reads what a batch too large for one append has in a stream of its own.
 * @throws UnreadableEventError naming stream and revision.
 */
export async function factsOf(
  event: AllStreamRecordedEvent,
  client: Pick<EventStoreDBClient, 'readStream'>,
): Promise<readonly RecordedFact[]> {
  if (event.type.startsWith('$')) return [];
  try {
    return event.type === TRADING_BATCH ? await batchFacts(event, client) : [coldFact(event)];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UnreadableEventError(
      `${event.streamId}@${event.revision} (${event.type}) cannot be read: ${why}`,
      { cause: error },
    );
  }
}

async function batchFacts(
  event: AllStreamRecordedEvent,
  client: Pick<EventStoreDBClient, 'readStream'>,
): Promise<readonly RecordedFact[]> {
  const position = event.position.commit;
  const stream = event.streamId;
  const { schema, parts } = event.metadata as unknown as BatchMetadata;
  const data = await wholeData(client, event.data as Uint8Array, parts);
  const facts: RecordedFact[] = [];
  for (const { commandId, principal, receivedAt: at, facts: caused } of decodeBatch(data, schema)) {
    let entryIndex = 0;
    for (const fact of caused) {
      const index = facts.length;
      facts.push({ fact, position, index, entryIndex, stream, at, commandId, principal });
      entryIndex += 1;
    }
  }
  return facts;
}

function coldFact(event: AllStreamRecordedEvent): RecordedFact {
  const { $causationId, $correlationId, principal, at } = event.metadata as unknown as ColdMetadata;
  return {
    fact: readColdFact(event.type, event.data),
    position: event.position.commit,
    index: 0,
    entryIndex: 0,
    stream: event.streamId,
    at: BigInt(at),
    commandId: $causationId,
    correlationId: $correlationId,
    principal,
  };
}
