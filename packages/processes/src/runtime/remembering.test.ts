import { parseDecimal, TRADING_BATCH, type AccountId } from '@bellwether/domain';
import type { LogMessage } from '@bellwether/platform/event-store';
import type { RecordedFact } from '@bellwether/projections/facts';
import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import { describe, expect, test } from 'vitest';
import { recordedAs } from '../../test/process-spec.ts';
import { defineProcess } from './process.ts';
import { Remembering } from './remembering.ts';

// A process that counts what was paid in, and looks at trades while there is anything.

interface Paid {
  total: bigint;
}

const counting = defineProcess({
  name: 'counting',
  description: 'Of a test',
  sends: ['DepositCash'],
  memory: {
    open: (): Paid => ({ total: 0n }),
    takes: { CashDeposited: (paid: Paid, { amount }) => void (paid.total += amount) },
    isIdle: ({ total }) => total === 0n,
    concerns: ({ total }) => total > parseDecimal('2'),
    answered: () => undefined,
  },
  on: { TradeExecuted: () => [] },
});

const deposit = (position: bigint): RecordedFact =>
  recordedAs(
    {
      type: 'CashDeposited',
      data: { accountId: 'alice' as AccountId, amount: parseDecimal('1') },
    },
    position,
  );
const trade = { ...deposit(9n), fact: { type: 'TradeExecuted' } } as unknown as RecordedFact;
const batch = (facts: Readonly<Record<string, number>>): AllStreamRecordedEvent =>
  ({ type: TRADING_BATCH, metadata: { facts } }) as unknown as AllStreamRecordedEvent;

/** What a log has, and what comes after it was told. */
async function* log(...facts: readonly RecordedFact[]): AsyncIterable<LogMessage> {
  for (const fact of facts)
    yield { kind: 'event', event: fact, position: fact.position } as unknown as LogMessage;
  yield { kind: 'caughtUp' };
  throw new Error('it reads beyond the head');
}

async function recalled(...facts: readonly RecordedFact[]): Promise<Remembering> {
  const remembering = new Remembering(counting);
  const asked: string[][] = [];
  await remembering.recall(
    {
      follow: (prefixes) => {
        asked.push([...prefixes]);
        return log(...facts);
      },
      signal: new AbortController().signal,
    },
    ({ event }) => Promise.resolve([event as unknown as RecordedFact]),
  );
  expect(asked).toEqual([['account-']]);
  return remembering;
}

describe('a memory', () => {
  test('is made of the facts up to the head, and takes none of them twice', async () => {
    const remembering = await recalled(deposit(1n), deposit(2n));
    for (const position of [1n, 2n, 3n]) remembering.take(deposit(position));
    expect(remembering.memory).toEqual({ total: parseDecimal('3') });
  });

  test('says which facts concern it', async () => {
    expect((await recalled(deposit(1n))).isConcerned(trade)).toBe(false);
    expect((await recalled(deposit(1n), deposit(2n), deposit(3n))).isConcerned(trade)).toBe(true);
    expect((await recalled()).isConcerned(deposit(1n))).toBe(false);
  });

  test('leaves batches unread that have nothing for it, and all of them while it waits for nothing', async () => {
    const waiting = await recalled(deposit(1n));
    expect(waiting.mayConcern(batch({ OrderAccepted: 3 }))).toBe(false);
    expect(waiting.mayConcern(batch({ OrderAccepted: 3, TradeExecuted: 1 }))).toBe(true);
    const idle = await recalled();
    expect(idle.mayConcern(batch({ TradeExecuted: 1 }))).toBe(false);
    expect(idle.mayConcern({ type: 'CashDeposited' } as AllStreamRecordedEvent)).toBe(true);
  });
});
