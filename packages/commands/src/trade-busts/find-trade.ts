import {
  decodeBatch,
  tradingStream,
  type BatchMetadata,
  type FoundTrade,
  type TradeId,
} from '@bellwether/domain';
import { wholeData } from '@bellwether/platform/event-store';
import type { ResolvedEvent } from '@eventstore/db-client';
import type { EventStore } from '../runtime/event-store.ts';

type Store = Pick<EventStore, 'readStream'>;

/** Batches that are read at once while one with a trade is looked for. */
const PAGE = 64;

/** The first batch with trades from a revision on. */
interface Batch {
  readonly revision: bigint;
  /** By number. */
  readonly trades: ReadonlyMap<bigint, FoundTrade | undefined>;
  readonly last: bigint;
}

/**
 * A trade between two orders, as its partition's journal has it; undefined where there is none of that id. It is looked for by
 * halves: trades are numbered in the order of the journal.
 * @throws errors of the store's client where the store does not answer.
 */
export async function findTrade(store: Store, tradeId: TradeId): Promise<FoundTrade | undefined> {
  const [partition = '', digits = ''] = tradeId.split('-');
  const [stream, number] = [tradingStream(Number(partition)), BigInt(digits)];
  let [low, high] = [0n, 1n];
  for (;;) {
    const batch = await batchFrom(store, stream, high);
    if (batch === undefined || batch.last >= number) break;
    [low, high] = [batch.revision + 1n, 2n * batch.revision + 1n];
  }
  // The first revision from which on the next batch with trades is not before it.
  while (low < high) {
    const middle = (low + high) / 2n;
    const batch = await batchFrom(store, stream, middle);
    if (batch === undefined || batch.last >= number) high = middle;
    else low = batch.revision + 1n;
  }
  return (await batchFrom(store, stream, low))?.trades.get(number);
}

async function batchFrom(store: Store, stream: string, from: bigint): Promise<Batch | undefined> {
  for (let revision = from; ; revision += BigInt(PAGE)) {
    const events: ResolvedEvent[] = [];
    for await (const one of store.readStream(stream, { fromRevision: revision, maxCount: PAGE }))
      events.push(one);
    for (const event of events) {
      const batch = await tradesIn(store, event);
      if (batch !== undefined) return batch;
    }
    if (events.length < PAGE) return undefined;
  }
}

/** Undefined where it has none. Executions at other venues have numbers, too. */
async function tradesIn(store: Store, { event }: ResolvedEvent): Promise<Batch | undefined> {
  if (event === undefined) return undefined;
  const { parts, schema } = event.metadata as unknown as BatchMetadata;
  const data = await wholeData(store, event.data as Uint8Array, parts);
  const trades = new Map<bigint, FoundTrade | undefined>();
  let last = -1n;
  for (const { facts, receivedAt: at } of decodeBatch(data, schema))
    for (const fact of facts) {
      if (fact.type !== 'TradeExecuted' && fact.type !== 'OrderExecuted') continue;
      last = BigInt(fact.data.tradeId.split('-')[1] ?? '');
      trades.set(last, fact.type === 'TradeExecuted' ? { trade: fact.data, at } : undefined);
    }
  return last < 0n ? undefined : { revision: BigInt(event.revision), trades, last };
}
