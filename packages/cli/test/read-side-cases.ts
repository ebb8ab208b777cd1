import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECTIONS } from '@bellwether/projections/contract';
import { eventually } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import type { Cli } from './cli.ts';
import { pretendEarlierRelease } from './earlier-release.ts';
import { REFUSED } from './refused.ts';
import type { Ask } from './sending.ts';

/** The installation that the tests share, into which a day of an account has been imported. */
interface Running {
  readonly cli: () => Cli;
  readonly directory: string;
  readonly port: () => number;
  readonly graphql: Ask;
  /** Rows of the day. */
  readonly rows: number;
}

/** Read models that are built anew and upgraded, and history that is told again, on a running platform. */
export function readSideCases({ cli, directory, port, graphql, rows: imported }: Running): void {
  describe('the read side, while the market goes on', () => {
    test('a read model is built anew, compared, put in force and the old one dropped', async () => {
      const built = await cli().json<{ build: string; complete: boolean; facts: number }>(
        'projections',
        'rebuild',
        'orders',
        '--shadow',
      );
      expect(built).toMatchObject({ build: 'orders@2.2', complete: true });
      expect(built.facts).toBeGreaterThan(imported);
      const compared = await cli().json<{ equal: boolean; rows: number }>(
        'projections',
        'verify',
        'orders',
      );
      expect(compared).toMatchObject({ equal: true });
      expect(compared.rows).toBeGreaterThan(300);
      expect(await cli().json('projections', 'switch', 'orders')).toMatchObject({
        from: 'orders@2',
        to: 'orders@2.2',
      });
      expect(await cli().json('projections', 'drop', 'orders@2')).toEqual({ dropped: 'orders@2' });
      const builds = await cli().json<{ name: string; state: string; parked: number }[]>(
        'projections',
        'list',
      );
      expect(builds).toHaveLength(PROJECTIONS.length);
      expect(builds).toContainEqual(
        expect.objectContaining({ name: 'orders@2.2', state: 'active', parked: 0 }),
      );
      expect(await cli().json('dlq', 'list')).toEqual([]);
      expect(await cli().json<unknown[]>('projections', 'lag')).toHaveLength(PROJECTIONS.length);
    });

    test('read models of an earlier release are brought to the version of this one', async () => {
      expect(await cli().json('projections', 'upgrade')).toEqual([]);
      await pretendEarlierRelease(join(directory, 'data'), port());
      const verified = await cli().run('projections', 'verify', 'instruments');
      expect(verified.status).toBe(1);
      expect(verified.stderr).toMatch(
        /instruments@0 is not of .* version 1: `bellwether projections upgrade`/,
      );
      expect(await cli().json('projections', 'upgrade')).toMatchObject([
        { comparison: { equal: true }, switched: { from: 'instruments@0', to: 'instruments@1' } },
      ]);
      expect(await cli().json('projections', 'drop', 'instruments@0')).toEqual({
        dropped: 'instruments@0',
      });
      expect(await cli().json('projections', 'verify', 'instruments')).toMatchObject({
        equal: true,
      });
    });

    test('history is told again: counted, into a file, and compared with what is live', async () => {
      const selection = ['--symbol', 'KILL', '--type', 'TradeExecuted'];
      const counted = await cli().json<{ facts: number }>('replay', ...selection, '--dry-run');
      const file = join(directory, 'replay.jsonl');
      await cli().json('replay', ...selection, '--into', `file:${file}`);
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
      expect(lines).toHaveLength(counted.facts);
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({
        type: 'TradeExecuted',
        stream: 'trading-0',
      });
      const diffs = await cli().json<{ differing: unknown[]; rows: number }[]>(
        'replay',
        '--diff',
        '--account',
        'lobster-KILL-makers',
      );
      expect(diffs.flatMap(({ differing }) => differing)).toEqual([]);
      expect(diffs.some(({ rows }) => rows > 300)).toBe(true);
    });

    test('a replay that was interrupted begins anew where its file was taken away', async () => {
      const file = join(directory, 'taken.jsonl');
      const args = ['replay', '--stream', 'trading-0', '--to', '400000', '--into', `file:${file}`];
      const slow = cli().start(...args, '--rate', '0.01x');
      await eventually(
        'something is written',
        async () => existsSync(file) && statSync(file).size > 0,
      );
      slow.interrupt();
      expect((await slow.result).status).toBe(1);
      rmSync(file);
      const { facts, earlier } = await cli().json<{ facts: number; earlier: number }>(...args);
      expect(earlier).toBe(0);
      expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(facts);
    });

    test('an account as of an order is known, and streams can be read', async () => {
      const { orders } = await graphql<{ orders: { orders: { id: string }[] } }>(
        `
          {
            orders(accountId: "lobster-KILL-makers", first: 1) {
              orders {
                id
              }
            }
          }
        `,
        {},
      );
      const id = orders.orders[0]?.id ?? '';
      const state = await cli().json<{ account: { accountId: string }; facts: number }>(
        'state',
        '--account',
        'lobster-KILL-makers',
        '--as-of',
        id,
      );
      expect(state.account.accountId).toBe('lobster-KILL-makers');
      const streams = await cli().json<{ stream: string }[]>('stream', 'list');
      expect(streams[0]?.stream).toBe('trading-0');
      const shown = await cli().run('stream', 'show', 'account-lobster-KILL-makers');
      expect(JSON.parse(shown.stdout.split('\n')[0] ?? '')).toMatchObject({
        type: 'AccountOpened',
      });
    });

    test.each(REFUSED)('%s is refused with the reason', async (_what, args, reason) => {
      const result = await cli().run(...args);
      expect(result.status).not.toBe(0);
      expect(result.stderr).toMatch(reason);
      expect(result.stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
      expect(result.stderr).not.toMatch(/ at .*\.ts:/);
    });
  });
}
