import {
  instantOf,
  parseDate,
  wall,
  type AccountId,
  type Command,
  type CivilDate,
  type CommandId,
} from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import type { Fact, RecordedFact } from '@bellwether/projections/facts';
import { expect, test } from 'vitest';
import type { ProcessRuntime } from '../runtime/runtime.ts';
import { ReportMaker, type ReportMakerOptions } from './report-maker.ts';

const OPENED = instantOf(parseDate('2026-09-10'), wall(10));
const DECEMBER = instantOf(parseDate('2026-12-01'), wall(0));
const REPORT = '0192f3a0-7c1e-7aaa-8bbb-000000000001' as CommandId;
const MADE = { inputsPosition: 99n, sha256: 'b'.repeat(64), bytes: 7 };
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Runs a maker over a log that it may only read, until it has looked so often. @returns what it sent. */
async function sentAfter(
  facts: readonly Fact[],
  looks: number,
  make = () => Promise.resolve(MADE),
  tradedOn: ReportMakerOptions['tradedOn'] = () => Promise.resolve([]),
  toCorrect: ReportMakerOptions['toCorrect'] = () => Promise.resolve([]),
): Promise<readonly Command[]> {
  const sent: Command[] = [];
  const ended = new AbortController();
  let left = looks;
  const runtime: ProcessRuntime = {
    runtime: {
      clock: () => DECEMBER,
      monotonicMs: () => 0,
      pause: () => {
        if ((left -= 1) < 0) ended.abort();
        return new Promise((resolve) => setImmediate(resolve));
      },
    },
    send: ({ command, id }) => {
      sent.push(command);
      return Promise.resolve({ status: 'accepted', commandId: id, position: 1n } as never);
    },
    async *follow() {
      for (const fact of facts) yield { kind: 'event', event: fact, position: 5n } as never;
      yield { kind: 'caughtUp' } as never;
    },
    signal: ended.signal,
  };
  const reading = {
    factsOf: (event: unknown) =>
      Promise.resolve([{ fact: event, at: OPENED, position: 5n } as RecordedFact]),
  };
  const maker = new ReportMaker({
    runtime,
    reading,
    make,
    tradedOn,
    toCorrect,
    logger: logger as unknown as Logger,
  });
  await maker.run();
  return sent;
}

const opened: Fact = { type: 'AccountOpened', data: { accountId: 'alice' as AccountId } };
const terms = {
  accountId: 'alice' as AccountId,
  kind: 'STATEMENT' as const,
  from: parseDate('2026-11-01'),
  to: parseDate('2026-11-30'),
};
const requested: Fact = { type: 'ReportRequested', data: { ...terms, reportId: REPORT } };

test('when a month is over it asks for a statement of each account, once', async () => {
  expect(await sentAfter([opened], 3)).toEqual([{ type: 'RequestReport', data: terms }]);
});

test('it does not ask for what somebody has asked for, and has it made', async () => {
  const { accountId } = terms;
  expect(await sentAfter([opened, requested], 3)).toEqual([
    { type: 'RecordReport', data: { accountId, reportId: REPORT, ...MADE } },
  ]);
});

test('what is made waits no longer', async () => {
  const generated: Fact = {
    type: 'ReportGenerated',
    data: { ...terms, reportId: REPORT, ...MADE },
  };
  expect(await sentAfter([opened, requested, generated], 3)).toEqual([]);
});

test('what cannot be made holds up nothing else, and is not tried at each look', async () => {
  let tries = 0;
  const sent = await sentAfter([opened, requested], 5, () => {
    tries += 1;
    return Promise.reject(new Error('no answer'));
  });
  expect([tries, sent]).toEqual([1, []]);
});

test('when a day is over it asks for a confirmation of each account that traded, once', async () => {
  const asked: CivilDate[] = [];
  const traded = (day: CivilDate) => {
    asked.push(day);
    return Promise.resolve(['alice' as AccountId]);
  };
  const day = parseDate('2026-11-30');
  const data = { accountId: 'alice', kind: 'CONFIRMATION', from: day, to: day };
  expect(await sentAfter([], 4, undefined, traded)).toEqual([{ type: 'RequestReport', data }]);
  expect(asked).toEqual([day]);
});

test('while it is not known who traded, it asks again later and holds up nothing else', async () => {
  let tries = 0;
  const traded = () => {
    tries += 1;
    return Promise.reject(new Error('no answer'));
  };
  expect(await sentAfter([opened], 4, undefined, traded)).toEqual([
    { type: 'RequestReport', data: terms },
  ]);
  expect(tries).toBe(1);
});

test('a confirmation of a trade that was taken back is asked for anew, with what it replaces', async () => {
  const day = parseDate('2026-11-27');
  const accountId = 'alice' as AccountId;
  const toCorrect = () => Promise.resolve([{ accountId, day, reportId: REPORT }]);
  const data = { accountId, kind: 'CONFIRMATION', from: day, to: day, replaces: REPORT };
  const asked = await sentAfter([], 3, undefined, undefined, toCorrect);
  expect(asked).toEqual([{ type: 'RequestReport', data }]);
});
