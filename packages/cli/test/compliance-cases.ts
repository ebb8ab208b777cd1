import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Cli } from './cli.ts';

interface Generated {
  readonly position: string;
  readonly files: readonly {
    readonly name: string;
    readonly records: number;
    readonly sha256: string;
  }[];
}

interface Complete {
  readonly missing: readonly string[];
  readonly counts: readonly {
    readonly type: string;
    readonly log: number;
    readonly file: number;
  }[];
}

/** What regulators are told of a running platform. */
export function complianceCases(cli: () => Cli, directory: string): void {
  describe('regulatory reports from the command line', () => {
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/New_York' }).format();
    const folder = join(directory, 'cat');
    const generate = (...more: readonly string[]) =>
      cli().json<Generated>(
        'compliance',
        'cat',
        'generate',
        '--date',
        today,
        '--out',
        folder,
        ...more,
      );

    test('a day’s file for CAT passes the check, is the same again, and is complete', async () => {
      const made = await generate();
      const again = await generate('--position', made.position);
      expect(again.files).toEqual(made.files);
      expect(made.files[0]?.records).toBeGreaterThan(10);
      const files = readdirSync(folder).map((name) => join(folder, name));
      await cli().json('compliance', 'cat', 'check', ...files);
      const asked = ['--date', today, '--position', made.position, ...files];
      const complete = await cli().json<Complete>('compliance', 'cat', 'completeness', ...asked);
      expect(complete.missing).toEqual([]);
      expect(complete.counts.find(({ type }) => type === 'MENO')?.file).toBeGreaterThan(0);
    });

    test('the public report of Rule 606 is made, and is the same again', async () => {
      const [year, month] = today.split('-').map(Number) as [number, number];
      const quarter = `${year}-Q${Math.ceil(month / 3)}`;
      const file = join(directory, 'routing.xml');
      const asked = ['compliance', 'rule-606', 'public', '--quarter', quarter, '--xml', file];
      const { position } = await cli().json<{ readonly position: string }>(...asked);
      const first = readFileSync(file, 'utf8');
      expect(first).toContain('<rOtherStocks>');
      writeFileSync(file, '');
      await cli().json(...asked, '--position', position);
      expect(readFileSync(file, 'utf8')).toBe(first);
    });

    test('every execution is judged', async () => {
      const asked = ['compliance', 'best-execution', '--from', today, '--to', today];
      const { sides } = await cli().json<{ readonly sides: number }>(...asked);
      expect(sides).toBeGreaterThan(0);
    });
  });
}
