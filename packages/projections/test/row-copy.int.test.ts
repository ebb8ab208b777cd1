import { fc } from '@fast-check/vitest';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { projectionOf } from '../src/index.ts';
import { isDataError } from '../src/stores/postgres/errors.ts';
import { TableStatements, type Transaction } from '../src/stores/postgres/table-statements.ts';
import type { Row } from '../src/runtime/fold.ts';
import { startProjectionStack, type ProjectionStack } from './projection-stack.ts';
import { id } from './story.ts';

// The two ways in which rows are written, on a real Postgres: what is read back is what was written.

const statements = new TableStatements(projectionOf('command_outcomes'), 'command_outcomes@2');
const instruments = new TableStatements(projectionOf('instruments'), 'instruments@1');

let stack: ProjectionStack;

beforeAll(async () => {
  stack = await startProjectionStack();
});
afterAll(() => stack.stop());
beforeEach(() => stack.access.owner`truncate read_models.command_outcomes_v2`);

const outcome = (n: number, message: string | null, code: string | null = null): Row => ({
  id: `trading-0/${id(n)}`,
  stream: 'trading-0',
  commandId: id(n),
  principal: 'p',
  status: 'ACCEPTED',
  fact: 'OrderAccepted',
  code,
  message,
  accountId: null,
  instrumentId: null,
  orderId: id(n),
  facts: 1,
  receivedAt: 1n,
  position: 2n,
});

const begin = <T>(work: (sql: Transaction) => Promise<T>) =>
  stack.access.projector.begin(work) as Promise<T>;

const copy = (...rows: readonly Row[]): Promise<void> =>
  begin(async (sql) => {
    const under = await statements.copy(sql);
    under.add(rows);
    await under.end();
  });

const stored = async (): Promise<readonly Row[]> => {
  const rows: Row[] = [];
  for await (const row of statements.all(stack.reader, 'command_id')) rows.push(row);
  return rows;
};

/** Text that Postgres takes: everything but NUL, and what is not Unicode. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom('\\', '"', "'", '{', '}', ',', '\n', '\r', '\t', 'N', '.', 'n'),
  }),
  fc.constantFrom('', '\\N', '\\.', 'NULL', 'null', '{}', '"', '\\"', '\u{1F4A3}', '\u0001\u007F'),
);
const text = hostile.map((value) => value.replaceAll('\0', ''));

describe('hostile text reads back as it was', () => {
  test('copied and inserted', async () => {
    const rows = fc.array(fc.tuple(text, fc.option(text)), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(rows, async (texts) => {
        const expected = texts.map(([message, code], i) => outcome(i, message, code));
        for (const write of [
          () => copy(...expected),
          () => begin((sql) => statements.write(sql, expected)),
        ]) {
          await stack.access.owner`truncate read_models.command_outcomes_v2`;
          await write();
          expect(await stored()).toEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('in JSON too', async () => {
    const terms = { text: '\\N\n\t"\'\\', list: ['{', '\\.', '€\u{1F4A3}'] };
    const row = {
      instrumentId: 'X',
      symbol: 'X\\',
      tickSize: 1n,
      maxOrderQuantity: 1n,
      referencePrice: 1n,
      terms,
      phase: null,
      lowerBand: 0n,
      upperBand: 0n,
      restriction: null,
      status: 'LISTED',
      lastPrice: 0n,
      lastQuantity: 0n,
      lastTradeAt: 0n,
      volume: 0n,
      trades: 0n,
      position: 1n,
    };
    await begin(async (sql) => {
      const under = await instruments.copy(sql);
      under.add([row]);
      await under.end();
      expect(await instruments.select(sql, ['X'])).toEqual([row]);
    });
  });
});

describe('a copy that fails says so, and nothing of it is there', () => {
  test('a row that stands already', async () => {
    await copy(outcome(1, 'first'));
    const twice = copy(...Array.from({ length: 20_000 }, (_, i) => outcome(i, 'second')));
    await expect(twice).rejects.toMatchObject({ code: '23505' });
    await expect(twice.catch(isDataError)).resolves.toBe(true);
    expect(await stored()).toEqual([outcome(1, 'first')]);
  });

  test('a text that Postgres does not take', async () => {
    const refused = copy(outcome(1, 'a\0b'));
    await expect(refused.catch(isDataError)).resolves.toBe(true);
    expect(await stored()).toEqual([]);
  });

  test('one that is given up', async () => {
    const given = begin(async (sql) => {
      const under = await statements.copy(sql);
      under.add([outcome(1, 'x')]);
      under.abort();
      throw new Error('for another reason');
    });
    await expect(given).rejects.toThrow('for another reason');
    expect(await stored()).toEqual([]);
  });

  test.each(['before', 'behind'] as const)(
    'a connection that ends %s its last row',
    async (when) => {
      const ended = begin(async (sql) => {
        const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
        const under = await statements.copy(sql);
        const kill = () => stack.access.projector`select pg_terminate_backend(${row?.pid ?? 0})`;
        if (when === 'before') await kill();
        under.add([outcome(1, 'x')]);
        await Promise.all([when === 'behind' ? kill() : undefined, under.end()]);
        // The row may have been in before the connection was gone: what follows must not go on on another.
        await sql`select pg_sleep(5)`;
      });
      await expect(ended).rejects.toThrow();
      expect(await stored()).toEqual([]);
      // The pool goes on.
      await copy(outcome(2, 'y'));
      expect(await stored()).toEqual([outcome(2, 'y')]);
    },
  );
});
