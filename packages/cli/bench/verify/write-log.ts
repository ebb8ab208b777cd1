import { chainHash, EMPTY_JOURNAL, type EventStore } from '@bellwether/commands';
import { BATCH_SCHEMA, encodeBatch, TRADING_BATCH, type JournalEntry } from '@bellwether/domain';
import { factId } from '@bellwether/platform/runtime';
import { binaryEvent, jsonEvent, NO_STREAM, type EventData } from '@eventstore/db-client';
import { DEPOSITED, idOf, OPENED, OPENING, round, START } from './market.ts';

const ROUNDS_PER_BATCH = 100;
const OPENING_PER_BATCH = 20;

/** Writes a market of at least so many facts. @returns how many there are. */
export async function writeLog(store: EventStore, facts: number): Promise<number> {
  let [written, { hash }] = [0, EMPTY_JOURNAL];
  const revisions = new Map<string, bigint>();
  const put = async (stream: string, event: EventData): Promise<void> => {
    const last = revisions.get(stream);
    await store.appendToStream(stream, event, { expectedRevision: last ?? NO_STREAM });
    revisions.set(stream, (last ?? -1n) + 1n);
  };
  for (const [at, { stream, type, data }] of [...OPENED, ...DEPOSITED].entries()) {
    const $causationId = idOf(0xfffe_0000 + at);
    const metadata = { $causationId, principal: 'p', at: `${START}` };
    await put(
      stream,
      jsonEvent({ id: factId(`${stream}/${$causationId}`, 0), type, data, metadata }),
    );
  }
  written += OPENED.length + DEPOSITED.length;
  let sequence = 0;
  const append = async (entries: readonly JournalEntry[]): Promise<void> => {
    const count = entries.reduce((sum, entry) => sum + entry.facts.length, 0);
    const data = encodeBatch(entries);
    hash = chainHash(hash, data);
    const [firstSequence, lastSequence] = [`${sequence + 1}`, `${sequence + count}`];
    const metadata = { schema: BATCH_SCHEMA, firstSequence, lastSequence, facts: {}, hash };
    await put('trading-0', binaryEvent({ type: TRADING_BATCH, data, metadata }));
    sequence += count;
    written += count;
  };
  for (let at = 0; at < OPENING.length; at += OPENING_PER_BATCH)
    await append(OPENING.slice(at, at + OPENING_PER_BATCH));
  for (let next = 0; written < facts; next += ROUNDS_PER_BATCH)
    await append(Array.from({ length: ROUNDS_PER_BATCH }, (_, i) => round(next + i)).flat());
  return written;
}
