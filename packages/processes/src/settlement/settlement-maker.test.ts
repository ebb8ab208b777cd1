import {
  instructionsOf,
  parseDate,
  type Command,
  type Confirmation,
  type Custodian,
  type InstrumentId,
  type NettedLine,
  type SettledLine,
} from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import type { Fact, RecordedFact } from '@bellwether/projections/facts';
import { expect, test } from 'vitest';
import type { ProcessRuntime } from '../runtime/runtime.ts';
import { simulatedCustodian } from './custodian.ts';
import { SettlementMaker } from './settlement-maker.ts';

const DAY = parseDate('2026-12-01');
const RUN = '2026-12-01-1';
const warnings: unknown[] = [];
const logger = {
  info: () => undefined,
  warn: ({ err }: { readonly err: unknown }) => warnings.push(err),
  error: () => undefined,
};
const custodian = simulatedCustodian('seed', { whole: 300, partly: 300 });

/** 205 sellers of one share to 205 buyers at prices of their own: two parts. */
const LINES: readonly NettedLine[] = Array.from({ length: 410 }, (_, n) => {
  const sign = n % 2 === 0 ? 1n : -1n;
  const price = BigInt(100 + (n >> 1));
  return {
    participant: `p${`${n}`.padStart(3, '0')}`,
    instrumentId: 'ACME' as InstrumentId,
    quantity: sign,
    amount: -sign * price,
    fees: 1n,
  };
});
const PRICES = [{ instrumentId: 'ACME' as InstrumentId, mark: 120n, multiplier: 1n }];

class Killed extends Error {}

/** A log that commands become facts of, once each by their ids. */
class Log {
  readonly facts: Fact[] = [];
  readonly #seen = new Set<string>();

  take({ type, data }: Command, id: string): void {
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    const runId = RUN;
    if (type === 'StartSettlement')
      this.facts.push({ type: 'SettlementStarted', data: { ...data, run: 1, runId } });
    if (type === 'RecordObligations') this.facts.push({ type: 'ObligationsNetted', data });
    if (type === 'RecordDeliveries') this.facts.push({ type: 'DeliveriesSettled', data });
    if (type === 'CompleteSettlement')
      this.facts.push({ type: 'SettlementCompleted', data: { ...data, settlementDate: DAY } });
  }

  /** Somebody brings what a custodian outside has answered to all that was instructed, in one file for each part. */
  async confirm(): Promise<void> {
    const parts = this.facts.flatMap(({ type, data }) =>
      type === 'ObligationsNetted' ? [data] : [],
    );
    for (const { part, obligations } of parts) {
      const instructions = instructionsOf(RUN, part, obligations);
      const answers = await custodian(instructions, { runId: RUN, position: 5n });
      const confirmations = instructions.map(({ instructionId }, index): Confirmation => ({
        instructionId,
        quantity: answers[index] as bigint,
      }));
      const data = { runId: RUN, sha256: '0'.repeat(64), confirmations };
      this.facts.push({ type: 'DeliveriesConfirmed', data });
    }
  }

  get lines(): readonly SettledLine[] {
    return this.facts.flatMap(({ type, data }) =>
      type === 'DeliveriesSettled' ? data.deliveries : [],
    );
  }
}

/**
 * A maker over the log, that is killed at its n-th command: before it is recorded, or with its answer lost. A custodian outside
 * answers once everything is netted.
 */
async function settle(
  log: Log,
  killAt: number,
  isRecorded: boolean,
  by: Custodian = 'SIMULATED',
): Promise<void> {
  const ended = new AbortController();
  let sent = 0;
  let looks = 0;
  let isConfirmed = log.facts.some(({ type }) => type === 'DeliveriesConfirmed');
  const runtime: ProcessRuntime = {
    runtime: {
      clock: () => 0n,
      monotonicMs: () => 0,
      pause: () => {
        if ((looks += 1) > 6) ended.abort();
        return new Promise((resolve) => setImmediate(resolve));
      },
    },
    send: ({ command, id }) => {
      if (ended.signal.aborted) return Promise.reject(new Killed());
      const isLast = (sent += 1) === killAt;
      if (!isLast || isRecorded) log.take(command, id);
      if (isLast) {
        ended.abort(new Killed());
        return Promise.reject(new Killed());
      }
      return Promise.resolve({ status: 'accepted', id, position: 1n } as never);
    },
    async *follow() {
      let read = 0;
      for (const fact of log.facts) {
        read += 1;
        yield { kind: 'event', event: fact } as never;
      }
      yield { kind: 'caughtUp' } as never;
      for (; !ended.signal.aborted; await new Promise((resolve) => setImmediate(resolve))) {
        const netted = log.facts.filter(({ type }) => type === 'ObligationsNetted');
        if (by === 'FILES' && netted.length === 2 && !isConfirmed) {
          isConfirmed = true;
          await log.confirm();
        }
        for (; read < log.facts.length; read++)
          yield { kind: 'event', event: log.facts[read] } as never;
      }
    },
    signal: ended.signal,
  };
  const reading = {
    factsOf: (event: unknown) =>
      Promise.resolve([{ fact: event, at: 0n, position: 5n } as RecordedFact]),
  };
  const maker = new SettlementMaker({
    runtime,
    reading,
    net: () => Promise.resolve({ lines: [...LINES], prices: PRICES }),
    custodian: by,
    deliver: custodian,
    nextRun: (_, last) =>
      Promise.resolve(last === undefined ? { settlementDate: DAY, name: 'first' } : undefined),
    logger: logger as unknown as Logger,
  });
  await maker.run();
}

const sum = (values: readonly bigint[]): bigint => values.reduce((all, one) => all + one, 0n);

test('a run is started, netted, delivered and completed; what some pay, others receive', async () => {
  const log = new Log();
  await settle(log, 0, false);
  expect(log.facts.map(({ type }) => type)).toEqual([
    'SettlementStarted',
    ...Array.from({ length: 2 }, () => 'ObligationsNetted'),
    ...Array.from({ length: 2 }, () => 'DeliveriesSettled'),
    'SettlementCompleted',
  ]);
  const { lines } = log;
  expect(lines).toHaveLength(410);
  expect(sum(lines.map(({ quantity }) => quantity))).toBe(0n);
  expect(sum(lines.map(({ amount, marked }) => amount + marked))).toBe(0n);
  const late = lines.filter(({ left }) => left !== 0n);
  // Of one share half is none: some 600 of a thousand deliveries fail, at either end.
  expect(late.length).toBeGreaterThan(150);
  expect(log.facts.at(-1)?.data).toMatchObject({ lines: 410, late: late.length, fees: 410n });
});

test.each(['SIMULATED', 'FILES'] as const)(
  'a run with custodian %s that is killed at any of its commands comes to the same, each fact once',
  async (by) => {
    const whole = new Log();
    await settle(whole, 0, false, by);
    for (let killAt = 1; killAt <= 6; killAt++)
      for (const isRecorded of [false, true]) {
        const log = new Log();
        await settle(log, killAt, isRecorded, by);
        await settle(log, 0, false, by);
        expect(log.facts, `killed at ${killAt}`).toEqual(whole.facts);
      }
  },
);

test('a custodian outside that answers what the simulated one does comes to the same, to the last unit', async () => {
  const [simulated, outside] = [new Log(), new Log()];
  await settle(simulated, 0, false);
  await settle(outside, 0, false, 'FILES');
  expect(outside.lines).toEqual(simulated.lines);
  expect(outside.facts.at(-1)).toEqual(simulated.facts.at(-1));
  expect(outside.facts.map(({ type }) => type)).toEqual([
    'SettlementStarted',
    ...Array.from({ length: 2 }, () => 'ObligationsNetted'),
    ...Array.from({ length: 2 }, () => 'DeliveriesConfirmed'),
    ...Array.from({ length: 2 }, () => 'DeliveriesSettled'),
    'SettlementCompleted',
  ]);
});

test('a run that was begun with the simulated custodian is not waited for outside', async () => {
  const log = new Log();
  await settle(log, 3, true);
  await settle(log, 0, false, 'FILES');
  expect(log.facts.map(({ type }) => type)).not.toContain('DeliveriesSettled');
  const [first] = warnings.splice(0);
  expect(String(first)).toContain('begun with CUSTODIAN=SIMULATED');
});
