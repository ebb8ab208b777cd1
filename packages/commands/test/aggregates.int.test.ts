import { CommandClient } from '@bellwether/client';
import {
  accountStream,
  parseDate,
  parseDecimal,
  symbolStream,
  type AccountId,
  type InstrumentId,
  type Outcome,
} from '@bellwether/domain';
import { newId } from '@bellwether/platform/runtime';
import { checkFact, SignatureVerifier } from '@bellwether/platform/signing';
import { startWriteStack, type WriteStack } from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Commands } from '../src/index.ts';
import { startService } from './support/service.ts';

// Many commands to one aggregate, and one name for many: on the real servers, through two processes where two may race.

const PARTITIONS = 2;
const usd = parseDecimal;
let stack: WriteStack;
let services: readonly Commands[];
let client: CommandClient;
const failures: Error[] = [];

beforeAll(async () => {
  stack = await startWriteStack(PARTITIONS);
  services = await Promise.all(
    Array.from({ length: PARTITIONS }, (_, partition) =>
      startService(stack, {
        partition,
        partitions: PARTITIONS,
        onFailure: (error) => failures.push(error),
      }),
    ),
  );
  client = new CommandClient({
    connection: await stack.connectAs('cli'),
    user: 'cli',
    partitions: PARTITIONS,
    deadlineMs: 20_000,
  });
});

afterAll(async () => {
  for (const service of services) await service.stop();
  await stack.stop();
  expect(failures).toEqual([]);
});

const opened = async (name: string): Promise<AccountId> => {
  const accountId = name as AccountId;
  expect(await client.openAccount({ accountId })).toMatchObject({ status: 'accepted' });
  return accountId;
};

async function revisions(stream: string): Promise<number> {
  let count = 0;
  for await (const _ of stack.eventStoreClient().readStream(stream)) count += 1;
  return count;
}

const tally = (outcomes: readonly Outcome[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { status } of outcomes) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
};

describe('many commands to one account at once', () => {
  test('1,000 deposits are 1,000 answers and 1,000 facts', async () => {
    const accountId = await opened('busy');
    const deposits = Array.from({ length: 1_000 }, () =>
      client.depositCash({ accountId, amount: usd('1') }),
    );
    expect(tally(await Promise.all(deposits))).toEqual({ accepted: 1_000 });
    expect(await revisions(accountStream(accountId))).toBe(1_001);
  });

  test('each is decided on those before it: of 20 withdrawals of what is there once, one is paid', async () => {
    const accountId = await opened('spent');
    await client.depositCash({ accountId, amount: usd('100') });
    const withdrawals = Array.from({ length: 20 }, () =>
      client.withdrawCash({ accountId, amount: usd('100') }),
    );
    expect(tally(await Promise.all(withdrawals))).toEqual({ accepted: 1, rejected: 19 });
  });

  test('a repeat within the crowd has the first one’s outcome, another content under its id none', async () => {
    const accountId = await opened('crowd');
    const id = newId();
    const deposit = (amount: string): Promise<Outcome> =>
      client.depositCash({ accountId, amount: usd(amount) }, { id });
    const crowd = [deposit('1'), deposit('1'), deposit('2')];
    const statuses = (await Promise.all(crowd)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual(['accepted', 'conflict', 'duplicate']);
    expect(await revisions(accountStream(accountId))).toBe(2);
  });
});

describe('a symbol', () => {
  const list = (instrumentId: string, symbol: string, id = newId()): Promise<Outcome> =>
    client.send(
      {
        type: 'ListInstrument',
        data: {
          instrumentId: instrumentId as InstrumentId,
          symbol,
          tickSize: 100n,
          referencePrice: usd('100'),
          maxOrderQuantity: 1_000n,
        },
      },
      { id },
    );
  const rename = (instrumentId: string, symbol: string): Promise<Outcome> =>
    client.send({
      type: 'ChangeSymbol',
      data: {
        instrumentId: instrumentId as InstrumentId,
        symbol,
        effectiveOn: parseDate('2026-12-14'),
      },
    });

  test('is borne by one of 30 instruments that ask for it at once, whichever process they meet', async () => {
    const asked = Array.from({ length: 30 }, (_, n) => list(`RACE${n}`, 'RACE'));
    const outcomes = await Promise.all(asked);
    expect(tally(outcomes)).toEqual({ accepted: 1, rejected: 29 });
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.code).toBe('SYMBOL_IN_USE');
    expect(await revisions(symbolStream('RACE'))).toBe(1);
  });

  test('is refused to others while it is borne, by renaming, too', async () => {
    await list('ONE', 'ONE');
    await list('TWO', 'TWO');
    expect(await rename('TWO', 'ONE')).toMatchObject({ code: 'SYMBOL_IN_USE' });
    expect(await rename('ONE', 'UNO')).toMatchObject({ status: 'accepted' });
    expect(await list('THREE', 'UNO')).toMatchObject({ code: 'SYMBOL_IN_USE' });
  });

  test('is not borne by a second one that asks under the same id', async () => {
    const id = newId();
    expect(await list('FIRST', 'SAME', id)).toMatchObject({ status: 'accepted' });
    expect(await list('SECOND', 'SAME', id)).toMatchObject({ code: 'SYMBOL_IN_USE' });
    expect(await list('FIRST', 'SAME', id)).toMatchObject({ status: 'duplicate' });
  });

  test('is not held by a listing that is refused for something else', async () => {
    await list('TAKEN', 'TAKEN');
    expect(await list('TAKEN', 'FREE')).toMatchObject({ code: 'INSTRUMENT_EXISTS' });
    expect(await list('OTHER', 'FREE')).toMatchObject({ status: 'accepted' });
  });
});

test('every event that was written is signed where it stands: batches, aggregates, transfers, symbols', async () => {
  const writer = new SignatureVerifier(stack.writerPublicKey);
  const signed = new Set<string>();
  for await (const { event } of stack.eventStoreClient().readAll()) {
    if (event === undefined || event.type.startsWith('$')) continue;
    const placed = { ...event, stream: event.streamId };
    expect(`${event.streamId}@${event.revision} ${checkFact(placed, writer)}`).toBe(
      `${event.streamId}@${event.revision} signed`,
    );
    signed.add(event.streamId.replace(/-.*/, ''));
  }
  expect([...signed].toSorted()).toEqual([
    'account',
    'fundsTransfer',
    'instrument',
    'symbol',
    'trading',
  ]);
});
