import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openItch, verifyItch, type ItchMessage } from '../src/verify/index.ts';
import { encodeItch, encodeSoup, toCsv } from './verify/itch-writer.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

interface Ended {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a process of its own, to its end. */
const run = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['--no-warnings', main, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });

const at = { time: 34_200_000_000_001, locate: 5 };
const added: ItchMessage = {
  ...at,
  type: 'A',
  ref: 1,
  side: 'B',
  shares: 100,
  stock: 'ACME',
  price: 100_000,
};
const filled: ItchMessage = { ...at, type: 'E', ref: 1, shares: 100, match: 1 };
const impossible: ItchMessage = { ...filled, shares: 101 };

describe('verify-itch', () => {
  let folder: string;
  const file = (name: string): string => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'verify-'));
    await writeFile(file('day.bin'), encodeItch([added, filled]));
    const clean = [added, filled];
    const text = toCsv(clean);
    await writeFile(file('DAY.CSV'), text);
    await writeFile(file('day.txt'), `\uFEFF${text.replaceAll('\n', '\r\n')}\r\n`);
    await writeFile(file('NASDAQ_ITCH50'), Buffer.concat([encodeItch(clean), Buffer.alloc(2)]));
    await writeFile(file('NASDAQ_ITCH50.gz'), gzipSync(encodeItch(clean)));
    await writeFile(file('text.gz'), gzipSync(text));
    await writeFile(file('session.soup'), encodeSoup(clean));
    await writeFile(file('session.csv'), encodeSoup(clean).subarray(33));
    await writeFile(file('damaged.gz'), gzipSync(encodeItch(clean)).subarray(0, 40));
    await writeFile(file('empty'), '');
    await writeFile(file('header.csv'), text.slice(0, text.indexOf('\n')));
    await writeFile(file('many.csv'), toCsv([added, ...Array(30).fill(impossible)]));
    await writeFile(file('wrong.bin'), encodeItch([added, impossible]));
    await writeFile(file('noise.bin'), 'no messages');
  });
  afterAll(() => rm(folder, { recursive: true }));

  // By what they hold: names say nothing.
  test.each([
    'day.bin',
    'DAY.CSV',
    'day.txt',
    'NASDAQ_ITCH50',
    'NASDAQ_ITCH50.gz',
    'text.gz',
    'session.soup',
    'session.csv',
  ])('reads %s for what it is', async (name) => {
    const messages = await openItch(file(name));
    expect(await verifyItch(messages)).toMatchObject({
      messages: 2,
      mismatches: { total: 0 },
      resting: 0,
    });
  });

  test.each(['damaged.gz', 'empty', 'header.csv', 'noise.bin'])(
    '%s is a format error',
    async (name) => {
      const verified = openItch(file(name)).then((messages) => verifyItch(messages));
      await expect(verified).rejects.toMatchObject({ code: 'ITCH_FORMAT' });
    },
  );

  test('ends with 0 and the report for a clean file', async () => {
    const { code, stdout } = await run('verify-itch', file('NASDAQ_ITCH50.gz'), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ messages: 2, mismatches: { total: 0 } });
  });

  test('names the first messages that were wrong and says how many it leaves out', async () => {
    const { code, stdout } = await run('verify-itch', file('many.csv'));
    expect(code).toBe(1);
    expect(stdout).toContain('mismatches: 30\n  message 1: E: more shares');
    expect(stdout).toContain('  … and 10 more; --json lists 30 of 30\n');
  });

  test('tells people the numbers only', async () => {
    const { stdout } = await run('verify-itch', file('day.bin'));
    expect(stdout).toContain('messages: 2\n');
    expect(stdout).toContain('mismatches: 0\n');
  });

  test('ends with 1 and the message when the book does something else', async () => {
    const { code, stdout } = await run('verify-itch', file('wrong.bin'), '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ mismatches: { listed: [{ message: 1 }] } });
  });

  test.each([
    ['is not what it should be', ['verify-itch', 'noise.bin']],
    ['is empty', ['verify-itch', 'empty']],
    ['is not there', ['verify-itch', 'none.bin']],
    ['is no LOBSTER day', ['verify-lobster', 'noise.bin']],
  ] as const)('ends with 2 and one line for a file that %s', async (_, [command, name]) => {
    const { code, stdout, stderr } = await run(command, file(name));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('ends with 2 and its usage when asked for something else', async () => {
    const { code, stderr } = await run('verify-fix', 'day.bin');
    expect(code).toBe(2);
    expect(stderr).toContain('usage: verify-lobster');
  });
});
