import { type Outcome, parseDate, type Command } from '@bellwether/domain';
import type { LogMessage } from '@bellwether/platform/event-store';
import type { Logger } from '@bellwether/platform/log';
import type { RecordedFact } from '@bellwether/projections/facts';
import { describe, expect, test, vi } from 'vitest';
import { recordedAs } from '../../test/process-spec.ts';
import { keptIn, SupersededError, type KeptEntry } from './kept.ts';
import { defineProcess } from './process.ts';
import type { Due } from './reaction.ts';
import { NotReadAgainError, Reactor } from './reactor.ts';

const quiet = { info: vi.fn<() => void>(), warn: vi.fn<() => void>(), error: vi.fn<() => void>() };
const logger = quiet as unknown as Logger;
const sessionDate = parseDate('2026-11-20');
const resume = { type: 'ResumeMarket', data: { sessionDate } } as const satisfies Command;
/** A fact of a key of its own, with which nothing is to be done before a time. */
const fact = (position: bigint, until = 0n): RecordedFact => ({
  ...recordedAs({ type: 'MarketResumed', data: { sessionDate, at: until } }, position),
  stream: `test-${position}`,
});
const turns = async (): Promise<void> => {
  for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
};

class Entry implements KeptEntry {
  text = '';
  revision = 0;
  /** What the answer to a write waits for. */
  answering: Promise<void> = Promise.resolve();

  read() {
    return Promise.resolve({ text: this.text, revision: this.revision });
  }

  async write(text: string, revision: number) {
    if (revision !== this.revision) return undefined;
    this.text = text;
    const written = ++this.revision;
    await this.answering;
    return written;
  }
}

/** A log of facts, and what a process keeps, which outlive its runs. Each run begins with `start`; pauses last until the test ends them. */
function world(facts: readonly RecordedFact[], refused?: () => typeof resume) {
  const entries = [new Entry(), new Entry()] as const;
  const process = defineProcess({
    name: 'test',
    description: 'Of a test',
    sends: ['ResumeMarket'],
    on: { MarketResumed: ({ at: notBefore }) => [{ command: resume, notBefore }] },
    ...(refused === undefined ? {} : { refused }),
  });
  const sent: Due[] = [];
  let now = 0n;
  async function start(send: (due: Due) => Promise<Outcome>) {
    const ended = new AbortController();
    const pauses = new Set<() => void>();
    const wake = (): void => {
      for (const resolve of pauses) resolve();
    };
    ended.signal.addEventListener('abort', wake);
    const reactor = await Reactor.open({
      process,
      logger,
      kept: keptIn(...entries),
      reading: {
        factsOf: (event) => Promise.resolve([event as unknown as RecordedFact]),
        factAt: () => Promise.reject(new Error('nothing is read again')),
      },
      runtime: {
        runtime: {
          clock: () => now,
          monotonicMs: () => 0,
          pause: () =>
            new Promise((resolve) => {
              if (ended.signal.aborted) resolve();
              else pauses.add(resolve);
            }),
        },
        send(due) {
          sent.push(due);
          return send(due);
        },
        async *follow(_, after = -1n) {
          for (const fact of facts.filter(({ position }) => position > after))
            yield { kind: 'event', event: fact, position: fact.position } as unknown as LogMessage;
          await new Promise<void>((resolve) => {
            if (ended.signal.aborted) resolve();
            else ended.signal.addEventListener('abort', () => resolve());
          });
        },
        signal: ended.signal,
      },
    });
    const running = reactor.run();
    const stop = async (): Promise<void> => {
      ended.abort(new Error('stopped'));
      await running;
    };
    return { reactor, running, stop, wake };
  }
  return { start, sent, entries, at: (time: bigint) => (now = time) };
}

const accepted = ({ id }: Due): Promise<Outcome> =>
  Promise.resolve({ status: 'accepted', id, position: '9' });
const never = (): Promise<Outcome> =>
  Promise.resolve({ status: 'unknown', id: '', code: 'UNAVAILABLE', message: 'nobody answers' });

describe('a process that is stopped', () => {
  test('goes on with what it had dealt with written down', async () => {
    const { start, sent, entries } = world([fact(1n), fact(2n)]);
    const first = await start(accepted);
    await turns();
    await first.stop();
    expect(entries[0].text).toBe('2');
    const second = await start(accepted);
    await turns();
    await second.stop();
    expect(sent).toHaveLength(2);
  });

  test('while it waits for a time does what it waited for after the next start', async () => {
    const { start, sent, entries, at } = world([fact(1n, 100n)]);
    const first = await start(accepted);
    await turns();
    await first.stop();
    expect([sent.length, entries[0].text]).toEqual([0, '']);
    at(100n);
    const second = await start(accepted);
    await turns();
    await second.stop();
    expect([sent.length, entries[0].text]).toEqual([1, '1']);
  });

  test('while it writes its progress down does not pass what it has not done', async () => {
    const { start, sent, entries, at } = world([fact(1n), fact(2n, 100n)]);
    const answered = Promise.withResolvers<void>();
    entries[0].answering = answered.promise;
    const first = await start(accepted);
    await turns();
    first.wake();
    await turns();
    const stopped = first.stop();
    await turns();
    answered.resolve();
    await stopped;
    expect([sent.length, entries[0].text]).toEqual([1, '1']);
    at(100n);
    const second = await start(accepted);
    await turns();
    await second.stop();
    expect([sent.length, entries[0].text]).toEqual([2, '2']);
  });

  test('while the write side is away sends the same command after the next start', async () => {
    const { start, sent, entries } = world([fact(1n)]);
    const first = await start(never);
    await turns();
    await first.stop();
    expect(entries[0].text).toBe('');
    const second = await start(accepted);
    await turns();
    await second.stop();
    expect(sent.map(({ id }) => id)).toEqual([sent[0]?.id, sent[0]?.id]);
  });
});

test('a parked fact is not given up before a start has read up to it: it would be parked again', async () => {
  const bad = {
    sessionDate,
    get at(): bigint {
      throw new Error('cannot bear it');
    },
  };
  const unbearable = { ...fact(1n), fact: { type: 'MarketResumed', data: bad } } as RecordedFact;
  const { start, entries } = world([unbearable, fact(2n)]);
  const first = await start(accepted);
  await turns();
  await first.stop();
  // It was killed before it wrote down how far it was.
  entries[0].text = '';
  const { reactor, stop } = await start(accepted);
  const [parked] = reactor.parked;
  await expect(reactor.drop(parked!.key)).rejects.toThrow(NotReadAgainError);
  await expect(reactor.retry(parked!.key)).rejects.toThrow(NotReadAgainError);
  await turns();
  expect(await reactor.drop(parked!.key)).toMatchObject({ position: '1' });
  await turns();
  expect(reactor.parked).toEqual([]);
  await stop();
});

test('what follows from a refusal is sent again until it is answered, under the same id', async () => {
  const { start, sent, entries } = world([fact(1n)], () => resume);
  const refusal = ({ id }: Due): Outcome => {
    const rejected = { status: 'rejected', id, code: 'INSTRUMENT_HALTED', message: '' } as const;
    return sent.length === 1 ? rejected : { status: 'duplicate', id, original: rejected };
  };
  const first = await start((due) =>
    sent.length % 2 === 1 ? Promise.resolve(refusal(due)) : never(),
  );
  await turns();
  await first.stop();
  expect([sent.length, entries[0].text]).toEqual([2, '']);
  const second = await start((due) =>
    sent.length === 3 ? Promise.resolve(refusal(due)) : accepted(due),
  );
  await turns();
  await second.stop();
  const [order, told, ...again] = sent.map(({ id }) => id);
  expect(again).toEqual([order, told]);
  expect(told).not.toBe(order);
  expect(entries[0].text).toBe('1');
});

test('a process ends where another instance writes what it keeps', async () => {
  const { start, entries } = world([fact(1n)]);
  const { running, wake } = await start(accepted);
  await turns();
  await entries[0].write('5', entries[0].revision);
  const ended = expect(running).rejects.toThrow(SupersededError);
  wake();
  await ended;
});
