import { encodeBatch, type JournalEntry } from '../journal/trading-batch.ts';
import type { CommandId } from '../../kernel/ids.ts';
import { jsonCodec } from '../schema/json-codec.ts';
import type { TradingFact } from '../../trading/facts.ts';
import { CATALOG } from './catalog.ts';
import { exampleOf } from './example.ts';

/** An entry that holds one of each fact of the journal, every optional field filled. */
export function goldenEntry(): JournalEntry {
  return {
    commandId: '0192f3a0-7c1e-7aaa-8bbb-0123456789ab' as CommandId,
    principal: 'golden',
    fingerprint: -1n,
    receivedAt: 1n,
    facts: CATALOG.filter(({ kind }) => kind === 'journal').map(
      ({ type, schema }) =>
        ({ type, data: jsonCodec(schema).fromJson(exampleOf(schema)) }) as TradingFact,
    ),
  };
}

/** The batch that is kept beside a recorded schema: as long as it can be read, so can every batch of its time. */
export function goldenBatch(): Buffer {
  return encodeBatch([goldenEntry()]);
}
