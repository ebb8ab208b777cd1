import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Cli } from './cli.ts';

interface Valued {
  readonly equity: string;
  readonly cash: string;
  readonly marketValue: string;
  readonly positions: readonly { readonly symbol: string; readonly quantity: string }[];
}

/** What people ask of the worth of accounts, on a running platform. */
export function portfolioCases(cli: () => Cli, directory: string): void {
  const file = (name: string): string => join(directory, name);

  describe('the worth of an account', () => {
    test('is its cash and what its positions are worth', async () => {
      const found = await cli().json<Valued>('portfolio', 'demo');
      expect(BigInt(found.equity)).toBe(BigInt(found.cash) + BigInt(found.marketValue));
      expect(found.positions.map(({ symbol }) => symbol)).toContain('ACME');
      const nobody = await cli().run('portfolio', 'nobody');
      expect(nobody.stderr).toContain('there is no account nobody');
    });

    test('is told day by day, and as a performance', async () => {
      const days = await cli().json<{ day: string; in: string }[]>('performance', 'demo', '--days');
      expect(days.length).toBeGreaterThan(0);
      const [first] = days;
      const found = await cli().json<Record<string, string>>('performance', 'demo');
      expect(found).toMatchObject({ from: first!.day, accountId: 'demo' });
      const { start, end, in: into, out, profit } = found;
      expect(BigInt(end!) - BigInt(start!) - BigInt(into!) + BigInt(out!)).toBe(BigInt(profit!));
    });

    test('is reported, recorded with a hash, and made again in the same bytes though the market goes on', async () => {
      const [first] = await cli().json<{ day: string }[]>('performance', 'demo', '--days');
      const asked = ['--account', 'demo', '--from', first!.day, '--to', first!.day];
      const files = [
        '--data-file',
        file('r.json'),
        '--pdf',
        file('r.pdf'),
        '--html',
        file('r.html'),
      ];
      const made = await cli().json<{ sha256: string }>('report', 'statement', ...asked, ...files);
      const hash = createHash('sha256')
        .update(readFileSync(file('r.json')))
        .digest('hex');
      expect(hash).toBe(made.sha256);
      expect(readFileSync(file('r.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
      expect(readFileSync(file('r.html'), 'utf8')).toContain('Statement of account demo');
      const listed = await cli().json<object[]>('report', 'list', '--account', 'demo');
      expect(listed).toMatchObject([{ kind: 'STATEMENT', status: 'GENERATED', sha256: hash }]);
      const again = await cli().json<object[]>('report', 'verify', '--account', 'demo');
      expect(again).toMatchObject([{ kind: 'STATEMENT', isSame: true }]);
    }, 120_000);
  });
}
