import { performance } from 'node:perf_hooks';
import { tradingStream } from '@bellwether/domain';
import { binaryEvent, END, type EventStoreDBClient } from '@eventstore/db-client';
import type { NatsConnection } from 'nats';

/** Answers every message with as many outcomes as it has commands, without looking at them further. */
export function startEcho(connection: NatsConnection, subject: string): void {
  connection.subscribe(subject, {
    callback: (_error, message) => {
      let count = 0;
      const text = message.string();
      for (let at = text.indexOf('{"id"'); at >= 0; at = text.indexOf('{"id"', at + 1)) count += 1;
      const outcome = '{"status":"accepted","id":"00000000-0000-7000-8000-000000000000"}';
      message.respond(`{"outcomes":[${Array.from({ length: count }, () => outcome).join(',')}]}`);
    },
  });
}

/** Revision of the journal's last batch. */
export async function journalEnd(client: EventStoreDBClient): Promise<bigint> {
  for await (const { event } of client.readStream(tradingStream(0), {
    direction: 'backwards',
    fromRevision: END,
    maxCount: 1,
  }))
    if (event !== undefined) return event.revision;
  throw new Error('the journal is empty');
}

/** Batches looked at for what a batch is like. */
const SAMPLE = 200;

/** What a load wrote to the journal. */
export interface JournalLoad {
  readonly appends: number;
  readonly ordersPerAppend: number;
  readonly bytesPerAppend: number;
}

/** What was appended to the journal behind a revision. */
export async function journalLoad(
  client: EventStoreDBClient,
  after: bigint,
  orders: number,
): Promise<JournalLoad> {
  const appends = Number((await journalEnd(client)) - after);
  let [bytes, read] = [0, 0];
  for await (const { event } of client.readStream(tradingStream(0), {
    fromRevision: after + 1n,
    maxCount: SAMPLE,
  })) {
    bytes += event?.data instanceof Uint8Array ? event.data.length : 0;
    read += 1;
  }
  return {
    appends,
    ordersPerAppend: Number((orders / appends).toFixed(1)),
    bytesPerAppend: Math.round(bytes / read),
  };
}

/** The floor of an append, and what it comes to for orders that are gathered alike. */
export interface AppendFloor extends JournalLoad {
  readonly appendsPerSecond: number;
  readonly megabytesPerSecond: number;
  readonly ordersPerSecond: number;
}

/** Appends batches of the journal's own size to one stream, one after the other, as the journal does. */
export async function appendFloor(
  client: EventStoreDBClient,
  like: JournalLoad,
  seconds: number,
): Promise<AppendFloor> {
  const data = Buffer.alloc(like.bytesPerAppend, 7);
  const startedAt = performance.now();
  let appends = 0;
  while (performance.now() - startedAt < seconds * 1_000) {
    await client.appendToStream('floor-0', binaryEvent({ type: 'Floor', data }));
    appends += 1;
  }
  const perSecond = appends / ((performance.now() - startedAt) / 1_000);
  return {
    ...like,
    appendsPerSecond: Math.round(perSecond),
    megabytesPerSecond: Number(((perSecond * data.length) / 1e6).toFixed(1)),
    ordersPerSecond: Math.round(perSecond * like.ordersPerAppend),
  };
}
