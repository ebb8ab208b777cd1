import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import type { Cli } from './cli.ts';

const TRADES = `timestamp,symbol,price,size
2024-06-10T13:30:00Z,TYPED,100.00,10
2024-06-10T13:30:01Z,TYPED,101.50,20
`;

interface Source {
  readonly name: string;
  readonly state: string;
  readonly updates: string;
}

/** What people get wrong with sources, and what the answer says: one line each. */
const REFUSED: readonly (readonly [what: string, args: readonly string[], reason: RegExp])[] = [
  ['a name that is taken', ['feed', 'add', 'demo-north', '/nowhere'], /EXISTS: there is a source/],
  [
    'a source that there is not',
    ['feed', 'remove', 'nobody'],
    /UNKNOWN_SOURCE: there is no source/,
  ],
  ['a name that is none', ['feed', 'remove', 'No.Body'], /small letters, digits and dashes/],
  ['a pace that is none', ['feed', 'add', 'x', '/x', '--speed', 'fast'], /1x or 10x/],
  ['a symbol that is none', ['market', 'watch', 'acme'], /acme is no symbol/],
  [
    'an indicator that is not worked out',
    ['market', 'watch', 'ACME', '--indicators', 'sma:999'],
    /BAD_QUERY: sma:999 is not worked out/,
  ],
];

/** The market of feeds as people look at it, on a running platform. */
export function feedCases(cli: () => Cli, directory: string): void {
  const sources = (): Promise<readonly Source[]> => cli().json<Source[]>('feed', 'status');

  describe('the market of feeds from the command line', () => {
    test('has two venues to begin with, whose market can be watched until it is interrupted', async () => {
      const states = (await sources()).map(({ name, state }) => `${name} ${state}`);
      expect(states).toEqual(['demo-north RUNNING', 'demo-south RUNNING']);
      const watch = cli().start('--json', 'market', 'watch', 'ACME');
      const lines = (): readonly string[] => watch.output().split('\n').slice(0, -1);
      await eventually('three changes', () => lines().length >= 3);
      watch.interrupt();
      expect((await watch.result).status).toBe(0);
      expect(JSON.parse(lines()[0] ?? '')).toMatchObject({ symbol: 'ACME', stale: null });
    });

    test('takes a file in, and lets it go', async () => {
      const path = join(directory, 'trades.csv');
      writeFileSync(path, TRADES);
      const added = await cli().json<Source[]>('feed', 'add', 'typed', path, '--speed', 'max');
      expect(added.map(({ name }) => name)).toEqual(['demo-north', 'demo-south', 'typed']);
      await eventually('all of it is read', async () =>
        (await sources()).some(({ name, state }) => name === 'typed' && state === 'ENDED'),
      );
      const { rows } = await cli().json<{ rows: object[] }>(
        'ask',
        'feed.quotes',
        '--field',
        'symbols=TYPED',
      );
      expect(rows).toMatchObject([{ last: '1015000', volume: '30' }]);
      expect(await cli().json('feed', 'gaps', 'typed')).toEqual([]);
      expect(await cli().json('feed', 'remove', 'typed')).toHaveLength(2);
      expect(await cli().json('feed', 'list')).toHaveLength(2);
    });

    test.each(REFUSED)('%s is refused with a reason', async (_, args, reason) => {
      const { status, stderr } = await cli().run(...args);
      expect(stderr.trimEnd()).toMatch(reason);
      expect(status).toBe(1);
    });
  });
}
