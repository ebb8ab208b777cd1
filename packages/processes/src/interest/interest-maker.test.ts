import {
  formatDate,
  instantOf,
  interest,
  parseDate,
  wall,
  type AccountId,
  type CivilDate,
  type Command,
  type Instant,
  type Outcome,
} from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import type { Fact, RecordedFact } from '@bellwether/projections/facts';
import { describe, expect, test } from 'vitest';
import type { ProcessRuntime } from '../runtime/runtime.ts';
import { InterestMaker } from './interest-maker.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const logger = quiet as unknown as Logger;
const on = (date: string, hours: number, minutes = 0): Instant =>
  instantOf(parseDate(date), wall(hours, minutes));
const DUE = [
  { accountId: 'alice' as AccountId, amount: 700n },
  { accountId: 'bob' as AccountId, amount: -100n },
  { accountId: 'carol' as AccountId, amount: 200n },
];

/** What is there when everything is killed: the log, what accounts were paid, and which spans the read side was asked for. */
class World {
  readonly facts: Fact[] = [];
  readonly paid: string[] = [];
  readonly asked: string[] = [];
  readonly #through = new Map<string, CivilDate>();

  constructor(from?: string) {
    if (from === undefined) return;
    const rates = { creditBasisPoints: 425, debitBasisPoints: 1_050 };
    const data = { currency: 'USD', from: parseDate(from), ...rates } as const;
    this.facts.push({ type: 'InterestRatesSet', data } as Fact);
  }

  /** By the rules of the write side. */
  take(command: Command, id: string): Outcome {
    const accepted = { status: 'accepted', id, position: '1' } as unknown as Outcome;
    if (command.type === 'PostInterest') {
      const { accountId, through, amount } = command.data;
      if ((this.#through.get(accountId) ?? 0) >= through)
        return {
          status: 'rejected',
          id,
          code: 'NOTHING_TO_CHANGE',
          message: '',
          position: '1',
        } as unknown as Outcome;
      this.#through.set(accountId, through);
      this.paid.push(`${accountId} ${amount} ${formatDate(through)}`);
    }
    if (command.type === 'CloseInterest') {
      const state = this.facts.reduce(
        (known, fact) => interest.evolve(known, fact as never),
        interest.initial,
      );
      const decided = interest.decide(state, { ...command, at: 0n });
      if (decided.ok) this.facts.push(...(decided.facts as Fact[]));
    }
    return accepted;
  }

  get closed(): readonly string[] {
    return this.facts.flatMap(({ type, data }) =>
      type === 'InterestClosed'
        ? [
            `${formatDate(data.through)}: ${data.accounts} accounts, ${data.paid} paid, ${data.owed} owed`,
          ]
        : [],
    );
  }
}

/** A maker that looks some times, and is killed at its n-th command: before it is taken, or with its answer lost. */
async function look(world: World, now: Instant, killAt = 0, isTaken = false): Promise<number> {
  const ended = new AbortController();
  let [sent, looks] = [0, 0];
  const runtime: ProcessRuntime = {
    runtime: {
      clock: () => now,
      monotonicMs: () => 0,
      pause: () => {
        if ((looks += 1) > 4) ended.abort();
        return new Promise((resolve) => setImmediate(resolve));
      },
    },
    send: ({ command, id }) => {
      const isKilled = (sent += 1) === killAt;
      const outcome = !isKilled || isTaken ? world.take(command, id) : undefined;
      if (!isKilled) return Promise.resolve(outcome as Outcome);
      ended.abort();
      return Promise.reject(new Error('killed'));
    },
    async *follow() {
      for (const event of world.facts.slice()) yield { kind: 'event', event } as never;
      yield { kind: 'caughtUp' } as never;
      await new Promise((resolve) => ended.signal.addEventListener('abort', resolve));
    },
    signal: ended.signal,
  };
  const maker = new InterestMaker({
    runtime,
    reading: {
      factsOf: (event: unknown) =>
        Promise.resolve([{ fact: event, at: now, position: 5n } as RecordedFact]),
    },
    interestFor: (from, through, after) => {
      world.asked.push(`${formatDate(from)}..${formatDate(through)} behind ${after}`);
      return Promise.resolve(DUE);
    },
    head: () => Promise.resolve(77n),
    logger,
  });
  await maker.run();
  return sent;
}

describe('a month', () => {
  test('is paid at four in the morning of the next one, from the first day of the rates on', async () => {
    const world = new World('2026-11-16');
    await look(world, on('2026-12-01', 3, 59));
    expect(world.asked).toEqual([]);
    await look(world, on('2026-12-01', 4));
    expect(world.asked).toEqual(['2026-11-16..2026-11-30 behind 77']);
    expect(world.paid).toEqual([
      'alice 700 2026-11-30',
      'bob -100 2026-11-30',
      'carol 200 2026-11-30',
    ]);
    expect(world.closed).toEqual(['2026-11-30: 3 accounts, 900 paid, 100 owed']);
  });

  test('is paid once, and the one after it begins where it ended', async () => {
    const world = new World('2026-11-16');
    for (const now of [on('2026-12-01', 4), on('2026-12-31', 23), on('2027-01-01', 5)])
      await look(world, now);
    expect(world.asked.slice(1)).toEqual(['2026-12-01..2026-12-31 behind 77']);
  });

  test('that was missed is paid with those after it', async () => {
    const world = new World('2026-11-16');
    await look(world, on('2027-02-10', 9));
    expect(world.asked).toEqual(['2026-11-16..2027-01-31 behind 77']);
  });

  test('without rates, or before them, has no interest', async () => {
    const [none, later] = [new World(), new World('2026-12-05')];
    for (const world of [none, later]) await look(world, on('2026-12-10', 9));
    expect([none.asked, later.asked]).toEqual([[], []]);
  });

  test.each([true, false])(
    'is paid once to each account, whoever is killed at which command (taken: %s)',
    async (isTaken) => {
      const all = await look(new World('2026-11-16'), on('2026-12-01', 9));
      expect(all).toBe(4);
      for (let killAt = 1; killAt <= all; killAt++) {
        const world = new World('2026-11-16');
        await look(world, on('2026-12-01', 9), killAt, isTaken);
        await look(world, on('2026-12-01', 9));
        expect(world.paid.toSorted()).toEqual([
          'alice 700 2026-11-30',
          'bob -100 2026-11-30',
          'carol 200 2026-11-30',
        ]);
        expect(world.closed).toEqual(['2026-11-30: 3 accounts, 900 paid, 100 owed']);
      }
    },
  );
});
