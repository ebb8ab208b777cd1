import type { LogMessage } from '@bellwether/platform/event-store';
import type { RecordedFact } from '@bellwether/projections/facts';
import { expect, test } from 'vitest';
import { runMaker } from './maker.ts';
import type { ProcessRuntime } from './runtime.ts';

/** A maker over a log of three events, of which the last comes after the start. Pauses are noted and end at once. */
async function made(
  look: (n: number) => void,
  failed: ((error: unknown) => void) | undefined,
  looks: number,
) {
  const ended = new AbortController();
  const pauses: number[] = [];
  const taken: string[] = [];
  let looked = 0;
  const runtime = {
    signal: ended.signal,
    runtime: {
      pause: (ms: number) => {
        if (looked > 0) pauses.push(ms);
        if (looked >= looks) ended.abort();
        return new Promise((resolve) => setImmediate(resolve));
      },
    },
    async *follow() {
      yield { kind: 'event', event: 'a' } as unknown as LogMessage;
      yield { kind: 'event', event: 'b' } as unknown as LogMessage;
      yield { kind: 'caughtUp' } as LogMessage;
      yield { kind: 'event', event: 'c' } as unknown as LogMessage;
    },
  } as unknown as ProcessRuntime;
  await runMaker({
    runtime,
    reading: { factsOf: (event) => Promise.resolve([event as unknown as RecordedFact]) },
    follows: ['SettlementStarted'],
    take: (recorded, isCaughtUp) =>
      void taken.push(`${recorded as unknown as string} ${isCaughtUp ? 'new' : 'of before'}`),
    look: async () => {
      looked += 1;
      look(looked);
    },
    ...(failed === undefined ? {} : { failed }),
  });
  return { taken, pauses };
}

test('what is of before the start is noted before the first look, and told apart from what is new', async () => {
  const seen: number[] = [];
  const { taken, pauses } = await made((n) => void seen.push(n), undefined, 3);
  expect(taken).toEqual(['a of before', 'b of before', 'c new']);
  expect([seen, pauses]).toEqual([
    [1, 2, 3],
    [1_000, 1_000, 1_000],
  ]);
});

test('a look that fails is told of and comes again later, each time more, five minutes at most', async () => {
  const errors: unknown[] = [];
  const fail = (n: number): void => {
    if (n <= 8) throw new Error(`${n}`);
  };
  const { pauses } = await made(fail, (error) => errors.push(error), 10);
  expect(errors).toHaveLength(8);
  expect(pauses.map((ms) => ms / 1_000)).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 1, 1]);
});

test('where nobody is told of it, it ends the making', async () => {
  const fail = (): void => {
    throw new Error('the log is damaged');
  };
  await expect(made(fail, undefined, 2)).rejects.toThrow('the log is damaged');
});
