import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const main = join(import.meta.dirname, '../src/main.ts');
const run = async (...words: readonly string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [main, 'rules', ...words])).stdout;

test('`rules` prints the rules of a day with their sources, for programs too', async () => {
  const document: unknown = JSON.parse(await run('--on', '2020-02-18', '--json'));
  expect(document).toMatchObject({ date: '2020-02-18' });
  const { rules } = document as {
    rules: readonly { id: string; value: unknown; source: string }[];
  };
  expect(rules.find(({ id }) => id === 'fees.section-31')).toMatchObject({ value: '2210' });
  expect(rules.every(({ source }) => source.length > 0)).toBe(true);

  const text = await run('--on', '2020-02-18');
  expect(text).toContain('Rules in force on 2020-02-18');
  expect(text).toContain('since 2020-02-18 until 2021-02-24 · SEC fee rate advisory FY2020');
}, 20_000);

test('`rules` without a day is about today', async () => {
  const { date } = JSON.parse(await run('--json')) as { date: string };
  expect(Math.abs(Date.parse(date) - Date.now())).toBeLessThan(2 * 86_400_000);
}, 20_000);
