import { performance } from 'node:perf_hooks';
import { binaryEvent, type EventStoreDBClient } from '@eventstore/db-client';
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

/** Appends batches of `bytes` to one stream, one after the other, as the journal does; batches per second. */
export async function appendFloor(
  client: EventStoreDBClient,
  bytes: number,
  seconds: number,
): Promise<{ readonly appendsPerSecond: number; readonly megabytesPerSecond: number }> {
  const data = Buffer.alloc(bytes, 7);
  const startedAt = performance.now();
  let appends = 0;
  while (performance.now() - startedAt < seconds * 1_000) {
    await client.appendToStream('floor-0', binaryEvent({ type: 'Floor', data }));
    appends += 1;
  }
  const elapsed = (performance.now() - startedAt) / 1_000;
  return {
    appendsPerSecond: Math.round(appends / elapsed),
    megabytesPerSecond: Number(((appends * bytes) / elapsed / 1e6).toFixed(1)),
  };
}
