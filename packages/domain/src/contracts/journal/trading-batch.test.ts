import { expect, test } from 'vitest';
import type { AccountId, CommandId, InstrumentId, OrderId } from '../../kernel/ids.ts';
import {
  BATCH_SCHEMA,
  decodeBatch,
  encodeBatch,
  UnknownJournalSchemaError,
  type JournalEntry,
} from './trading-batch.ts';

const id = '0192f3a0-7c1e-7aaa-8bbb-0123456789ab';

const entry: JournalEntry = {
  commandId: id as CommandId,
  principal: 'bots',
  fingerprint: -(2n ** 62n),
  receivedAt: 1_795_000_000_000_000_001n,
  facts: [
    {
      type: 'OrderAccepted',
      data: {
        orderId: id as OrderId,
        accountId: 'alice' as AccountId,
        instrumentId: 'AMZN' as InstrumentId,
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: 100n,
        limitPrice: 2_239_500n,
        reserved: 223_950_000n,
        entrySequence: 7n,
        validatedAt: 1_795_000_000_000_000_002n,
        approvedAt: 1_795_000_000_000_000_003n,
      },
    },
    {
      type: 'OrderCancelled',
      data: {
        orderId: id as OrderId,
        accountId: 'alice' as AccountId,
        instrumentId: 'AMZN' as InstrumentId,
        side: 'BUY',
        quantity: 100n,
        released: 223_950_000n,
        reason: 'USER',
      },
    },
  ],
};

test('a batch reads back exactly, past 2^53 too', () => {
  expect(decodeBatch(encodeBatch([entry, entry]), BATCH_SCHEMA)).toEqual([entry, entry]);
});

test('the same entries are the same bytes', () => {
  expect(encodeBatch([entry])).toEqual(encodeBatch([entry]));
});

test('an order costs less than 130 bytes in the journal', () => {
  const accepted = { ...entry, facts: entry.facts.slice(0, 1) };
  expect(encodeBatch([accepted, accepted]).length - encodeBatch([accepted]).length).toBeLessThan(
    130,
  );
});

test('a batch of an unknown schema is refused by name', () => {
  expect(() => decodeBatch(encodeBatch([entry]), 'feed')).toThrow(UnknownJournalSchemaError);
});

test('damaged bytes are an error, never half a batch', () => {
  const bytes = encodeBatch([entry, entry]);
  expect(() => decodeBatch(bytes.subarray(0, bytes.length - 3), BATCH_SCHEMA)).toThrow();
});
