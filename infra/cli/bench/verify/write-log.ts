import { chainHash, EMPTY_JOURNAL } from '@bellwether/commands';
import { BATCH_SCHEMA, encodeBatch, TRADING_BATCH, type JournalEntry } from '@bellwether/domain';
import { binaryEvent, jsonEvent, type EventStoreDBClient } from '@eventstore/db-client';
import { DEPOSITED, idOf, OPENED, OPENING, round, START } from './market.ts';

const ROUNDS_PER_BATCH = 100;
const OPENING_PER_BATCH = 20;

/** Writes a market of at least so many facts. @returns how many there are. */
export async function writeLog(client: EventStoreDBClient, facts: number): Promise<number> {
  let [written, { hash }] = [0, EMPTY_JOURNAL];
  for (const [at, { stream, type, data }] of [...OPENED, ...DEPOSITED].entries()) {
    const metadata = { $causationId: idOf(0xfffe_0000 + at), principal: 'p', at: `${START}` };
    await client.appendToStream(stream, jsonEvent({ type, data, metadata }));
  }
  written += OPENED.length + DEPOSITED.length;
  let sequence = 0;
  const append = async (entries: readonly JournalEntry[]): Promise<void> => {
    const count = entries.reduce((sum, entry) => sum + entry.facts.length, 0);
    const data = encodeBatch(entries);
    hash = chainHash(hash, data);
    const [firstSequence, lastSequence] = [`${sequence + 1}`, `${sequence + count}`];
    const metadata = { schema: BATCH_SCHEMA, firstSequence, lastSequence, facts: {}, hash };
    await client.appendToStream('trading-0', binaryEvent({ type: TRADING_BATCH, data, metadata }));
    sequence += count;
    written += count;
  };
  for (let at = 0; at < OPENING.length; at += OPENING_PER_BATCH)
    await append(OPENING.slice(at, at + OPENING_PER_BATCH));
  for (let next = 0; written < facts; next += ROUNDS_PER_BATCH)
    await append(Array.from({ length: ROUNDS_PER_BATCH }, (_, i) => round(next + i)).flat());
  return written;
}
