import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandClient } from '@bellwether/client';
import { parseDecimal, type AccountId, type InstrumentId } from '@bellwether/domain';
import type { Child } from '@bellwether/servers/child';
import { startServer } from '@bellwether/servers/server';
import { eventually, quiet, startWriteStack, type WriteStack } from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { JournalReader, type Commands } from '../src/index.ts';
import { lastSequence } from '../src/journal/last-sequence.ts';
import { foldFingerprint } from '../src/snapshot/fold-fingerprint.ts';
import { directoryFiles } from '../src/snapshot/snapshot-files.ts';
import { Snapshots } from '../src/snapshot/snapshots.ts';
import { takeSnapshot } from '../src/snapshot/take-snapshot.ts';
import { told } from './support/market.ts';
import { startMeteredProxy, type MeteredProxy } from './support/metered-proxy.ts';
import { otherProgram } from './support/other-program.ts';
import { startService, startStandby } from './support/service.ts';
import { startSlowly } from './support/slow-start.ts';
import { writerSpec, type LogEntry } from './support/writer-spec.ts';

const AMZN = 'AMZN' as InstrumentId;
const [alice, bob] = ['alice' as AccountId, 'bob' as AccountId];
const usd = parseDecimal;

let stack: WriteStack;
let first: Commands;
let client: CommandClient;
const failures: string[] = [];
const onFailure = (error: Error): void => void failures.push(error.name);

beforeAll(async () => {
  stack = await startWriteStack();
  first = await startService(stack, { instance: 'first', onFailure });
  client = new CommandClient({ connection: await stack.connectAs('cli'), user: 'cli' });
  await client.listInstrument({
    instrumentId: AMZN,
    symbol: 'AMZN',
    tickSize: usd('0.01'),
    referencePrice: usd('100'),
    maxOrderQuantity: 100_000n,
  });
  for (const accountId of [alice, bob]) await client.openAccount({ accountId });
  await client.depositCash({ accountId: alice, amount: usd('100000000') });
  await client.depositSecurities({ accountId: bob, instrumentId: AMZN, quantity: 1_000_000n });
});

afterAll(() => stack.stop());

const limit = (side: 'BUY' | 'SELL', quantity: bigint, price: string) => ({
  accountId: side === 'BUY' ? alice : bob,
  instrumentId: AMZN,
  side,
  type: 'LIMIT' as const,
  timeInForce: 'GTC' as const,
  quantity,
  limitPrice: usd(price),
});

test('an order that meets more orders than one append can hold is recorded as a whole', async () => {
  const patient = { deadlineMs: 50_000 };
  const makers = Array.from({ length: 12_000 }, () =>
    client.placeOrder(limit('SELL', 1n, '100'), patient),
  );
  expect(new Set((await Promise.all(makers)).map(told))).toEqual(new Set(['accepted 0/1']));
  expect(told(await client.placeOrder(limit('BUY', 12_000n, '100'), patient))).toBe(
    'accepted 12000/0',
  );
  let largest = 0;
  for await (const { entries } of new JournalReader(stack.eventStoreClient(), 0).read())
    for (const { facts } of entries) largest = Math.max(largest, facts.length);
  expect(largest).toBe(12_001);
});

test('a standby follows, and takes over with the same state when the owner gives the partition back', async () => {
  const standby = await startStandby(stack, { instance: 'second', onFailure });
  expect(standby.role).toBe('standby');
  const id = '0192f3a0-7c1e-7aaa-8bbb-00000000f301';
  expect(told(await client.placeOrder(limit('SELL', 5n, '102'), { id }))).toBe('accepted 0/5');
  await eventually('the standby has read on', () => standby.sequence === first.sequence);
  expect(standby.stateHash()).toBe(first.stateHash());
  await first.stop();
  await standby.serving;
  // Where the client itself had to send it twice during the takeover, it tells the first outcome.
  expect(told(await client.placeOrder(limit('SELL', 5n, '102'), { id }))).toMatch(
    /^(duplicate of )?accepted 0\/5$/,
  );
  expect(told(await client.placeOrder(limit('BUY', 5n, '102')))).toBe('accepted 5/0');
  // The order stood in the book once only: there is nothing left of it.
  const more = { ...limit('BUY', 1n, '102'), timeInForce: 'IOC' as const };
  expect(told(await client.placeOrder(more))).toBe('accepted 0/0');
  first = standby;
});

test('a process that takes the partition while its owner is silent is obeyed; the former owner stops by itself', async () => {
  // The same name: it takes the lease at once, as a restarted process does, while the other believes to own it.
  const usurper = await startService(stack, { instance: 'second', onFailure });
  await client.placeOrder(limit('SELL', 1n, '103'));
  await eventually('the former owner was told', () => failures.length > 0);
  expect(['JournalFencedError', 'LeaseLostError']).toContain(failures[0]);
  expect(told(await client.placeOrder(limit('BUY', 1n, '103'), { deadlineMs: 10_000 }))).toMatch(
    /^accepted/,
  );
  await Promise.all([first.stop(), usurper.stop()]);
});

test('a restart from a snapshot and the journal behind it knows what a restart from the journal knows', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'snapshots-'));
  const snapshots = { directory, eventStoreUrl: stack.eventStoreUrl, everyFacts: 1 };
  const noted: string[] = [];
  const writing = await startService(stack, { instance: 'third', onFailure, snapshots });
  const kept = (): number => readdirSync(directory).filter((f) => f.endsWith('.snapshot')).length;
  await eventually('a snapshot is there', () => kept() > 0, 20_000);
  await client.placeOrder(limit('SELL', 7n, '104'));
  noted.push(writing.stateHash());
  await writing.stop();
  for (const from of [snapshots, undefined]) {
    const again = await startService(stack, { instance: 'third', onFailure, snapshots: from });
    noted.push(again.stateHash());
    await again.stop();
  }
  rmSync(directory, { recursive: true });
  expect(new Set(noted).size).toBe(1);
});

describe('a start that reads a long journal', () => {
  let wire: MeteredProxy;
  let facts: number;
  beforeAll(async () => {
    const port = /:(\d+)/.exec(stack.eventStoreUrl)?.[1];
    wire = await startMeteredProxy(Number(port));
    facts = Number(await lastSequence(stack.eventStoreClient(), 0));
  });
  afterAll(() => wire.stop());
  const slowly = (name: string) =>
    writerSpec(stack, {
      INSTANCE: name,
      EVENTSTORE_URL: stack.eventStoreUrl.replace(/:\d+/, `:${wire.port}`),
    });

  test('is given up when nothing comes any more; where it stood is said', async () => {
    const { started, heard } = await startSlowly(await slowly('stuck'), wire, {
      steps: 4,
      afterwards: 'nothing',
    });
    expect(heard.at(-1)?.facts).toBeLessThan(facts);
    const progress = { facts: heard.at(-1)?.facts, of: facts };
    expect(started).toMatchObject({ code: 'SERVER_START', progress });
    expect((started as Error).message).toMatch(
      /^stuck makes no progress: it has stood at [\d,]+ of [\d,]+ facts \(\d+ %\) for 80 s; see .*stuck\.log$/,
    );
  });

  test('is waited for beyond any standstill while it gets on, alive and saying how far it is', async () => {
    const spec = await slowly('slow');
    const { started, heard, tookMs, alive } = await startSlowly(spec, wire, {
      steps: 6,
      afterwards: 'everything',
    });
    expect([started instanceof Error ? started.message : 'up', alive]).toEqual(['up', true]);
    expect(tookMs).toBeGreaterThan(200_000);
    expect(new Set(heard.map(({ of }) => of))).toEqual(new Set([facts]));
    expect(heard.at(-1)?.factsPerSecond).toBeGreaterThan(0);
    expect(heard.at(-1)?.etaSeconds).toBeGreaterThan(0);
    await eventually('it owns the partition', () => tookOver(spec.logged()) !== undefined);
    const { msg: _, ...last } = tookOver(spec.logged())!;
    expect(last).toMatchObject({ facts: `${facts}` });
    const { snapshot, journal, fold, commandIndex, books } = last.ms ?? {};
    expect([snapshot, journal, fold, commandIndex, books].map((ms) => typeof ms)).toEqual(
      Array.from({ length: 5 }, () => 'number'),
    );
    await (started as Child).stop();
  });

  const tookOver = (log: readonly LogEntry[]) =>
    log.find(({ msg }) => msg === 'partition taken over');
});

test('another release uses the snapshot where its fold means the same, and reads the journal where it does not', async () => {
  const directory = mkdtempSync(join(stack.directory, 'kept-'));
  const store = stack.eventStoreClient();
  const kept = new Snapshots(directoryFiles(directory), 0, foldFingerprint(), quiet);
  const { sequence } = await takeSnapshot(store, 0, kept, 1);
  const started = async (name: string, entry: string): Promise<readonly LogEntry[]> => {
    const settings = { INSTANCE: name, SNAPSHOT_DIRECTORY: directory };
    const spec = await writerSpec(stack, settings, entry);
    const child = await startServer(spec);
    await child.stop();
    return spec.logged();
  };
  const rebuilt = (log: readonly LogEntry[]): LogEntry | undefined =>
    log.find(({ msg }) => msg === 'partition rebuilt');
  const changed = otherProgram(
    stack.directory,
    'replica/replica.ts',
    (text) => `${text}\n// A later release.\n`,
  );
  expect(rebuilt(await started('later', changed))).toMatchObject({ snapshot: `${sequence}` });
  const folds = otherProgram(stack.directory, 'snapshot/fold.json', (text) =>
    text.replace(/"version": \d+/, '"version": 999'),
  );
  const log = await started('otherwise', folds);
  expect(rebuilt(log)).toMatchObject({ snapshot: '0' });
  expect(log.find(({ msg }) => msg === 'snapshot left aside')?.err?.message).toMatch(
    /it was folded as \d+-\w{16}, here it would be 999-\w{16}: the journal is read/,
  );
});
