import { isAlive, readRunState } from '@bellwether/local';
import { eventually } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import type { Cli, Status } from './cli.ts';

/** The installation that the tests share. */
interface Running {
  readonly cli: () => Cli;
  readonly directory: string;
}

/** The ways in which a running platform ends, and that it starts again after each. */
export function endingCases({ cli, directory }: Running): void {
  const status = (): Promise<Status> => cli().json<Status>('status');

  describe('the end', () => {
    test('down stops everything', async () => {
      const { units } = await status();
      await cli().json('down');
      for (const { pid } of units) expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
    });

    test('the directory can be used again, for as long as was asked', async () => {
      const summary = await cli().json<{ healthy: boolean; invariants: string; trades: number }>(
        'up',
        '--headless',
        '--for',
        '3s',
      );
      expect(summary).toMatchObject({ healthy: true, invariants: 'ok' });
      expect(summary.trades).toBeGreaterThan(0);
    });

    test('a terminal that is closed stops everything', async () => {
      await cli().json('up', '--detach');
      const { units } = await status();
      const supervisor = readRunState(directory)?.pid ?? 0;
      process.kill(supervisor, 'SIGHUP');
      await eventually('everything has ended', () =>
        [supervisor, ...units.map(({ pid }) => pid)].every((pid) => !isAlive(pid)),
      );
    });

    let left: readonly { readonly pid: number }[] = [];
    test('a killed supervisor leaves its processes behind', async () => {
      await cli().json('up', '--detach');
      left = (await status()).units;
      process.kill(readRunState(directory)?.pid ?? 0, 'SIGKILL');
      expect(left.some(({ pid }) => isAlive(pid))).toBe(true);
    });

    test('the next start stops them, and is ready', async () => {
      await cli().json('up', '--detach');
      expect(left.filter(({ pid }) => isAlive(pid))).toEqual([]);
      expect((await status()).ready).toBe(true);
    });
  });
}
