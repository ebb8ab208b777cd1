import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Child, Exit } from './child.ts';
import { STANDSTILL_MS, UNMEASURED_MS } from './patience.ts';
import { ServerStartError, untilAnswering } from './server.ts';
import { NotReadyError, type StartProgress } from './start-progress.ts';

let directory: string;
let logFile: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'starting-'));
  logFile = join(directory, 'server.log');
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A process that never was one. */
class FakeChild implements Child {
  readonly name = 'server';
  readonly pid = 0;
  readonly #end = Promise.withResolvers<Exit>();
  readonly exited = this.#end.promise;
  killed = false;
  stopped = false;
  end(code: number): void {
    this.#end.resolve({ code, signal: null });
  }
  async stop(): Promise<Exit> {
    this.stopped = true;
    return { code: 0, signal: null };
  }
  async kill(): Promise<Exit> {
    this.killed = true;
    return { code: null, signal: 'SIGKILL' };
  }
}

const recovering = (facts: number, of = 1_000_000): NotReadyError =>
  new NotReadyError('503', { facts, of, factsPerSecond: 10, etaSeconds: 5 });

/** Asks a server once in ten seconds of a clock that nobody waits for; `answer(n)` is what it says at the n-th time. */
async function start(answer: (n: number, child: FakeChild) => Error | undefined) {
  const child = new FakeChild();
  const spec = { name: 'server', command: '', args: [], logFile };
  let [asked, now] = [0, 0];
  const heard: StartProgress[] = [];
  const failure = await untilAnswering(
    {
      name: 'server',
      child: spec,
      async probe() {
        const error = answer(asked++, child);
        if (error !== undefined) throw error;
      },
    },
    child,
    {
      onProgress: (progress) => heard.push(progress),
      time: {
        nowMs: () => now,
        async pause() {
          now += 10_000;
        },
      },
    },
  ).then(
    () => undefined,
    (error: unknown) => error as ServerStartError,
  );
  return { failure, child, heard, ms: now };
}

describe('a server that starts', () => {
  test('is waited for as long as its number grows, however long that is', async () => {
    const { failure, heard, ms, child } = await start((n) =>
      n < 1_000 ? recovering(n) : undefined,
    );
    expect([failure, child.killed, ms > 100 * STANDSTILL_MS]).toEqual([undefined, false, true]);
    expect(heard.map(({ facts }) => facts)).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
  });

  test('is given up when its number stands still, though it goes on complaining; where it stood is said', async () => {
    const { failure, child, ms } = await start((n) => {
      appendFileSync(logFile, `cannot read, attempt ${n}\n`);
      return recovering(Math.min(n, 30) * 1_000);
    });
    expect(failure).toBeInstanceOf(ServerStartError);
    expect(failure?.message).toBe(
      `server makes no progress: it has stood at 30,000 of 1,000,000 facts (3 %) for 70 s; see ${logFile}`,
    );
    expect(failure?.progress).toMatchObject({ facts: 30_000, of: 1_000_000 });
    expect([child.killed, ms]).toEqual([true, 300_000 + STANDSTILL_MS + 10_000]);
  });

  test('that falls back and comes again to where it was makes no progress', async () => {
    const { failure, ms } = await start((n) => recovering(500 - (n % 3)));
    expect(failure?.message).toMatch(/no progress: it has stood at 500 of/);
    expect(ms).toBe(STANDSTILL_MS + 10_000);
  });

  test('that has stopped to answer after it had told a number stands still', async () => {
    const { failure } = await start((n) => (n < 5 ? recovering(n) : new Error(`refused ${n}`)));
    expect(failure?.message).toMatch(/it has stood at 4 of/);
  });

  test('that tells no number is waited for while its log grows, or it says what it had not said before', async () => {
    const logging = await start((n) => {
      appendFileSync(logFile, 'redo in progress\n');
      return n < 50 ? new Error('refused') : undefined;
    });
    const saying = await start((n) => (n < 50 ? new Error(`restored ${n} streams`) : undefined));
    expect([logging.failure, saying.failure]).toEqual([undefined, undefined]);
    expect(logging.ms > 5 * STANDSTILL_MS && saying.ms > 5 * STANDSTILL_MS).toBe(true);
  });

  test('that neither says nor logs anything new is given up', async () => {
    const { failure, ms, child } = await start(() => new Error('refused'));
    expect(failure?.message).toBe(`server does not answer; see ${logFile}`);
    expect([failure?.progress, child.killed, ms]).toEqual([
      undefined,
      true,
      STANDSTILL_MS + 10_000,
    ]);
  });

  test('that only complains, in words ever new, is given up in the end', async () => {
    const { failure, ms } = await start((n) => {
      appendFileSync(logFile, `attempt ${n} failed\n`);
      return new Error(`refused ${n}`);
    });
    expect(failure?.message).toMatch(/does not answer/);
    expect(ms).toBe(UNMEASURED_MS + 10_000);
  });

  test('and ends says how far it had come', async () => {
    const { failure } = await start((n, child) => {
      if (n === 3) child.end(1);
      return recovering(n * 100_000);
    });
    expect(failure?.message).toMatch(
      /^server ended with status 1 at [34]00,000 of 1,000,000 facts/,
    );
    expect(failure?.progress?.of).toBe(1_000_000);
  });
});
