import {
  instantOf,
  marginCalls,
  parseDate,
  wall,
  type AccountId,
  type Command,
  type CommandId,
  type Instant,
  type InstrumentId,
  type MarginCallFact,
  type OrderId,
} from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import type { RecordedFact } from '@bellwether/projections/facts';
import { expect, test } from 'vitest';
import type { ProcessRuntime } from '../runtime/runtime.ts';
import type { Assessed } from './assessed-by-read-side.ts';
import { MarginCaller } from './margin-caller.ts';

// Alice lacks 25 after the close of Monday, 30 November 2026; the call is due on Thursday.

const accountId = 'alice' as AccountId;
const instrumentId = 'ACME' as InstrumentId;
const logger = { warn: () => undefined, info: () => undefined, error: () => undefined };
const on = (date: string, hours: number, minutes = 0): Instant =>
  instantOf(parseDate(date), wall(hours, minutes));

/** What the write side has decided, by its own rules. */
class Log {
  readonly facts: MarginCallFact[] = [];
  readonly ids = new Set<string>();
  now: Instant = 0n;

  take(command: Command, id: CommandId): void {
    if (this.ids.has(id)) return;
    this.ids.add(id);
    const state = this.facts.reduce(
      (known, fact) => marginCalls.evolve(known, fact),
      marginCalls.initial,
    );
    const orderIds = [id as string as OrderId];
    const decided = marginCalls.decide(state, {
      ...command,
      commandId: id,
      at: this.now,
      orderIds,
    } as never);
    if (decided.ok) this.facts.push(...decided.facts);
  }
}

const lacks = (call: bigint): Assessed => ({
  accountId,
  kind: 'HOUSE',
  equity: 75n,
  maintenance: 100n,
  call,
  openOrders: [],
  closings: call === 0n ? [] : [{ instrumentId, side: 'SELL', quantity: 5n }],
});

/** A caller that looks for a while at a time. @param killAt at which command it ends, before it is decided; 0: none. */
async function look(
  log: Log,
  now: Instant,
  assess: (accountId: AccountId | undefined) => readonly Assessed[],
  { killAt = 0, hasSessions = true, lookMs = 60_000 } = {},
): Promise<void> {
  const ended = new AbortController();
  let [sent, looks] = [0, 0];
  log.now = now;
  const runtime: ProcessRuntime = {
    runtime: {
      clock: () => now,
      monotonicMs: () => looks * lookMs,
      pause: () => {
        if ((looks += 1) > 5) ended.abort();
        return new Promise((resolve) => setImmediate(resolve));
      },
    },
    send: ({ command, id }) => {
      if ((sent += 1) === killAt) {
        ended.abort();
        return Promise.reject(new Error('killed'));
      }
      log.take(command, id);
      return Promise.resolve({ status: 'accepted', id, position: 1n } as never);
    },
    async *follow() {
      let read = 0;
      for (; read < log.facts.length; read++)
        yield { kind: 'event', event: log.facts[read] } as never;
      yield { kind: 'caughtUp' } as never;
      for (; !ended.signal.aborted; await new Promise((resolve) => setImmediate(resolve)))
        for (; read < log.facts.length; read++)
          yield { kind: 'event', event: log.facts[read] } as never;
    },
    signal: ended.signal,
  };
  const reading = {
    factsOf: (event: unknown) =>
      Promise.resolve([{ fact: event, at: now, position: 5n } as RecordedFact]),
  };
  const caller = new MarginCaller({
    runtime,
    reading,
    assess: (asked) => Promise.resolve(assess(asked)),
    hasSessions,
    logger: logger as unknown as Logger,
  });
  await caller.run();
}

const types = ({ facts }: Log) => facts.map(({ type }) => type);
const missing = () => [lacks(25n)];

test('after a close every account is looked at, once, whoever looks again', async () => {
  const log = new Log();
  await look(log, on('2026-11-30', 16, 29), () => []);
  expect(types(log)).toEqual([]);
  await look(log, on('2026-11-30', 16, 30), missing);
  await look(log, on('2026-11-30', 18), missing);
  expect(types(log)).toEqual(['MarginCallIssued']);
});

test('a call that is overdue is carried out while orders can be executed, and then over', async () => {
  const log = new Log();
  await look(log, on('2026-11-30', 16, 30), missing);
  await look(log, on('2026-12-03', 11), missing);
  await look(log, on('2026-12-04', 9), missing);
  expect(types(log)).toEqual(['MarginCallIssued']);
  await look(log, on('2026-12-04', 9, 30), missing);
  expect(log.facts.at(-1)).toMatchObject({
    type: 'MarginLiquidationOrdered',
    data: { round: 1, orders: [{ instrumentId, side: 'SELL', quantity: 5n }] },
  });
  await look(log, on('2026-12-04', 9, 31), () => [lacks(0n)]);
  expect(types(log).slice(2)).toEqual(['MarginCallLiquidated']);
});

test('a market that never closes is liquidated at any hour', async () => {
  const log = new Log();
  await look(log, on('2026-11-30', 16, 30), missing);
  await look(log, on('2026-12-05', 3), missing, { hasSessions: false });
  expect(types(log)).toContain('MarginLiquidationOrdered');
});

test('an account is looked at when somebody asks, and what is met is over', async () => {
  const log = new Log();
  await look(log, on('2026-11-30', 16, 30), missing);
  let asked: AccountId | undefined;
  const check = { type: 'RequestMarginCheck', data: { accountId } } as const;
  await look(log, on('2026-12-01', 11), (of) => {
    if (of === undefined) {
      // While it runs: what was asked for before its start has been done.
      log.take(check, 'c' as CommandId);
      return [];
    }
    asked = of;
    return [lacks(0n)];
  });
  expect(asked).toBe(accountId);
  expect(types(log)).toEqual(['MarginCallIssued', 'MarginCheckRequested', 'MarginCallMet']);
});

test('accounts that cannot be valued hold up nobody who asks', async () => {
  const log = new Log();
  const check = { type: 'RequestMarginCheck', data: { accountId } } as const;
  await look(
    log,
    on('2026-11-30', 16, 30),
    (of) => {
      if (of !== undefined) return [lacks(25n)];
      log.take(check, 'c' as CommandId);
      throw new Error('one account of all cannot be valued');
    },
    { lookMs: 100 },
  );
  expect(types(log)).toEqual(['MarginCheckRequested', 'MarginCallIssued']);
});

test('a caller that is killed at any of its commands comes to the same', async () => {
  const log = new Log();
  await look(log, on('2026-11-30', 16, 30), missing, { killAt: 1 });
  await look(log, on('2026-11-30', 16, 31), missing);
  await look(log, on('2026-12-04', 9, 30), missing, { killAt: 1 });
  await look(log, on('2026-12-04', 9, 30), missing);
  expect(types(log)).toEqual(['MarginCallIssued', 'MarginLiquidationOrdered']);
});
