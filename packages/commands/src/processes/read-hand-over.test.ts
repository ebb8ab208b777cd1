import {
  BATCH_SCHEMA,
  encodeBatch,
  type AccountId,
  type CommandId,
  type HandOverFact,
  type InstrumentId,
  type JournalEntry,
} from '@bellwether/domain';
import { expect, test } from 'vitest';
import type { EventStore } from '../runtime/event-store.ts';
import { readHandOver } from './read-hand-over.ts';

const moveId = '0192f3a0-7c1e-7aaa-8bbb-0000000000d1' as CommandId;
const [AMZN, MSFT] = ['AMZN' as InstrumentId, 'MSFT' as InstrumentId];

const left = (instrumentId: InstrumentId): HandOverFact => ({
  type: 'PositionMovedOut',
  data: {
    moveId,
    accountId: 'alice' as AccountId,
    instrumentId,
    quantity: 5n,
    basis: 1n,
    cash: 0n,
    receivables: [],
    unpaid: [],
    locates: [],
    sourcePosition: 9n,
  },
});
const entry = (fact: HandOverFact, n: number): JournalEntry => ({
  commandId: `0192f3a0-7c1e-7aaa-8bbb-00000000000${n}` as CommandId,
  principal: 'system',
  fingerprint: 0n,
  receivedAt: 1n,
  facts: [fact],
});

/** A journal of one batch, as far as it is asked for here. */
function journalOf(...facts: readonly HandOverFact[]): Pick<EventStore, 'readStream'> {
  const metadata = { schema: BATCH_SCHEMA, firstSequence: '1', lastSequence: `${facts.length}` };
  const readStream = async function* (_: string, { fromRevision }: { fromRevision: bigint }) {
    if (fromRevision === 0n) yield { event: { data: encodeBatch(facts.map(entry)), metadata } };
  };
  return { readStream } as unknown as Pick<EventStore, 'readStream'>;
}

test('given two instruments that left in one batch under one id, each takes its own along', async () => {
  const journal = journalOf(left(AMZN), left(MSFT));
  const move = { moveId, fromPartition: 0, toPartition: 1, commandsUntil: 7n };
  for (const [instrumentId, sequence] of [
    [AMZN, 1n],
    [MSFT, 2n],
  ] as const)
    expect(await readHandOver(journal, { ...move, instrumentId, sequence })).toEqual([
      left(instrumentId),
    ]);
});
