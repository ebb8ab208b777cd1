import {
  type AccountId,
  type Command,
  type CommandId,
  type Outcome,
  MESSAGE_BYTES_MAX,
  writeCommand,
} from '@bellwether/domain';
import { systemRuntime } from '@bellwether/platform/runtime';
import { describe, expect, test } from 'vitest';
import { Batcher, type Send } from './batcher.ts';

const command: Command = { type: 'OpenAccount', data: { accountId: 'alice' as AccountId } };
const id = (n: number): CommandId =>
  `0192f3a0-7c1e-7aaa-8bbb-${`${n}`.padStart(12, '0')}` as CommandId;
const accepted = (of: string): Outcome => ({ status: 'accepted', id: of, position: '1' });
const short = (of: string): number => Number(of.slice(-12));

/** A service that answers by script, and what it was sent. */
function service(
  ...script: readonly ((ids: readonly string[]) => readonly Outcome[] | 'UNAVAILABLE' | 'TIMEOUT')[]
): {
  send: Send;
  sent: number[][];
  bytes: number[];
} {
  const sent: number[][] = [];
  const bytes: number[] = [];
  const send: Send = async (_subject, message) => {
    const { commands } = JSON.parse(new TextDecoder().decode(message)) as {
      commands: { id: string }[];
    };
    const ids = commands.map((one) => one.id);
    const answer = script[sent.length] ?? ((all) => all.map(accepted));
    sent.push(ids.map(short));
    bytes.push(message.length);
    return answer(ids);
  };
  return { send, sent, bytes };
}

const submitAll = (
  batcher: Batcher,
  count: number,
  deadlineMs = 5_000,
): Promise<readonly Outcome[]> =>
  Promise.all(
    Array.from({ length: count }, (_, i) =>
      batcher.submit('s', writeCommand(id(i + 1), command), performance.now() + deadlineMs),
    ),
  );

describe('commands given at once', () => {
  test('travel in one message, in order', async () => {
    const { send, sent } = service();
    const outcomes = await submitAll(new Batcher(send, systemRuntime(), 4), 3);
    expect(sent).toEqual([[1, 2, 3]]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['accepted', 'accepted', 'accepted']);
  });

  test('fill messages up to their limit', async () => {
    const { send, sent } = service();
    await submitAll(new Batcher(send, systemRuntime(), 4), 2_001);
    expect(sent.map((ids) => ids.length)).toEqual([1_000, 1_000, 1]);
  });
});

describe('a message is never larger than the service takes', () => {
  const reason = '理由'.repeat(250);
  const restrict: Command = {
    type: 'RestrictAccount',
    data: { accountId: 'alice' as AccountId, restriction: 'CLOSING_ONLY', reason },
  };

  test('counted in bytes, whatever script its words are in', async () => {
    const { send, bytes } = service();
    const batcher = new Batcher(send, systemRuntime(), 4);
    const outcomes = await Promise.all(
      Array.from({ length: 900 }, (_, i) =>
        batcher.submit('s', writeCommand(id(i + 1), restrict), performance.now() + 5_000),
      ),
    );
    expect(outcomes.every(({ status }) => status === 'accepted')).toBe(true);
    expect(Math.max(...bytes)).toBeLessThanOrEqual(MESSAGE_BYTES_MAX);
    // 900 of 1,500 bytes of reason each, and not many more messages than they need.
    expect(bytes.length).toBe(3);
  });

  test('what does not fit into any is refused at once', async () => {
    const { send, sent } = service();
    const large = { ...restrict, data: { ...restrict.data, reason: '理'.repeat(175_000) } };
    const outcome = await new Batcher(send, systemRuntime(), 4).submit(
      's',
      writeCommand(id(1), large),
      performance.now() + 5_000,
    );
    expect(outcome).toMatchObject({ status: 'invalid', code: 'MESSAGE_TOO_LARGE', id: id(1) });
    expect(sent).toEqual([]);
  });
});

test.each(['MALFORMED_MESSAGE', 'MESSAGE_TOO_LARGE'] as const)(
  'a message that is refused as a whole (%s) is answered to each of its commands',
  async (code) => {
    const { send, sent } = service(() => [{ status: 'invalid', code, message: 'no' }]);
    const outcomes = await submitAll(new Batcher(send, systemRuntime(), 4), 3);
    expect(outcomes).toEqual(
      [1, 2, 3].map((n) => ({ status: 'invalid', id: id(n), code, message: 'no' })),
    );
    expect(sent).toEqual([[1, 2, 3]]);
  },
);

describe('a message that the service has no time for', () => {
  const busy: Outcome = { status: 'overloaded', code: 'OVERLOADED', message: 'later' };

  test('is sent again as it was, and later ones keep their place behind it', async () => {
    const { send, sent } = service(() => [busy]);
    const outcomes = await submitAll(new Batcher(send, systemRuntime(), 1), 1_002);
    expect(sent.map((ids) => [ids[0], ids.length])).toEqual([
      [1, 1_000],
      [1, 1_000],
      [1_001, 2],
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(Array(1_002).fill('accepted'));
  });

  test('until the deadline is each command’s answer, in its name', async () => {
    const { send } = service(...Array.from({ length: 50 }, () => () => [busy]));
    const outcomes = await submitAll(new Batcher(send, systemRuntime(), 1), 3, 120);
    expect(outcomes).toEqual([1, 2, 3].map((n) => ({ ...busy, id: id(n) })));
  });

  test('after an attempt of which nothing is known leaves that unknown', async () => {
    const refusals = Array.from({ length: 50 }, () => () => [busy]);
    const { send } = service(() => 'TIMEOUT', ...refusals);
    const [outcome] = await submitAll(new Batcher(send, systemRuntime(), 1), 1, 120);
    expect(outcome).toMatchObject({ status: 'unknown', code: 'TIMEOUT', id: id(1) });
  });
});

test('an invalid command is its own matter', async () => {
  const { send } = service((ids) =>
    ids.map((of, index) =>
      index === 0
        ? { status: 'invalid', id: of, code: 'SCHEMA_VIOLATION', message: 'no' }
        : accepted(of),
    ),
  );
  const outcomes = await submitAll(new Batcher(send, systemRuntime(), 4), 3);
  expect(outcomes.map(({ status }) => status)).toEqual(['invalid', 'accepted', 'accepted']);
});

describe('a message without an answer', () => {
  test('is sent again with the same commands in the same order; later ones wait behind it', async () => {
    const { send, sent } = service(() => 'TIMEOUT');
    await submitAll(new Batcher(send, systemRuntime(), 1), 1_002);
    expect(sent.map((ids) => [ids[0], ids.length])).toEqual([
      [1, 1_000],
      [1, 1_000],
      [1_001, 2],
    ]);
  });

  test.each(['UNAVAILABLE', 'TIMEOUT'] as const)(
    'for good is reported as %s by the deadline',
    async (silence) => {
      const { send } = service(...Array.from({ length: 50 }, () => () => silence));
      const [outcome] = await submitAll(new Batcher(send, systemRuntime(), 1), 1, 120);
      expect(outcome).toMatchObject({ status: 'unknown', code: silence });
    },
  );
});

test('only the commands that were turned away are sent again', async () => {
  const busy = (of: string): Outcome => ({
    status: 'overloaded',
    id: of,
    code: 'OVERLOADED',
    message: '',
  });
  const { send, sent } = service((ids) =>
    ids.map((of) => (short(of) > 2 ? busy(of) : accepted(of))),
  );
  const outcomes = await submitAll(new Batcher(send, systemRuntime(), 1), 4);
  expect(sent).toEqual([
    [1, 2, 3, 4],
    [3, 4],
  ]);
  expect(outcomes.every((outcome) => outcome.status === 'accepted')).toBe(true);
});

test('an answer that leaves commands out leaves nobody waiting', async () => {
  const { send, sent } = service((ids) => ids.slice(0, 1).map(accepted));
  await submitAll(new Batcher(send, systemRuntime(), 1), 2);
  expect(sent).toEqual([[1, 2], [2]]);
});
