import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import type { Cli } from './cli.ts';

const TRADES = `timestamp,symbol,price,size
2024-06-10T13:30:00Z,TYPED,100.00,10
2024-06-10T13:30:01Z,TYPED,101.50,20
`;

interface Answer {
  readonly rows: readonly { readonly last: string; readonly volume: string }[];
}

interface Source {
  readonly name: string;
  readonly state: string;
}

/** The market of feeds as people look at it, on a running platform. */
export function feedCases(cli: () => Cli, directory: string): void {
  const sources = (): Promise<readonly Source[]> => cli().json<Source[]>('feed', 'status');

  describe('the market of feeds from the command line', () => {
    test('has two venues to begin with, whose market can be watched until it is interrupted', async () => {
      const states = (await sources()).map(({ name, state }) => `${name} ${state}`);
      expect(states).toEqual(['demo-north RUNNING', 'demo-south RUNNING']);
      const watch = cli().start('--json', 'market', 'watch', 'ACME');
      const lines = (): readonly string[] => watch.output().split('\n').slice(0, -1);
      await eventually('a change', () => lines().length > 0);
      watch.interrupt();
      expect((await watch.result).status).toBe(0);
      expect(JSON.parse(lines()[0] ?? '')).toMatchObject({ symbol: 'ACME', stale: null });
    });

    test('has venues that orders meet: what takers buy and sell there says where', async () => {
      const sql = 'select distinct venue from bellwether.executions';
      await eventually('executions at both venues', async () => {
        const { stdout } = await cli().run('sql', sql);
        return stdout.includes('XDMN') && stdout.includes('XDMS');
      });
    });

    test('takes a file in, says why it takes no other of its name, and lets it go', async () => {
      const path = join(directory, 'trades.csv');
      writeFileSync(path, TRADES);
      const added = await cli().json<Source[]>('feed', 'add', 'typed', path, '--speed', 'max');
      expect(added.map(({ name }) => name)).toEqual(['demo-north', 'demo-south', 'typed']);
      await eventually('it is read', async () => {
        const asked = ['--field', 'symbols=TYPED'];
        const { rows } = await cli().json<Answer>('ask', 'feed.quotes', ...asked);
        return rows[0]?.last === '1015000' && rows[0].volume === '30';
      });
      const again = await cli().run('feed', 'add', 'typed', path);
      expect([again.status, again.stderr]).toEqual([1, expect.stringMatching(/EXISTS: there is/)]);
      expect(await cli().json('feed', 'remove', 'typed')).toHaveLength(2);
    });
  });
}
