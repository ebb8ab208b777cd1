import { isAlive, readRunState } from '@bellwether/local';
import { eventually } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import type { Cli, Status } from './cli.ts';

/** The installation that the tests share. */
interface Running {
  readonly cli: () => Cli;
  readonly directory: string;
}

/** The platform's supervisor is killed, and the next start copes; afterwards the platform runs. */
export function restartCases({ cli, directory }: Running): void {
  describe('a killed supervisor', () => {
    let left: Status['units'] = [];
    test('leaves its processes behind', async () => {
      left = (await cli().json<Status>('status')).units;
      const supervisor = readRunState(directory)?.pid ?? 0;
      process.kill(supervisor, 'SIGKILL');
      // A process that is killed ends a moment later; until then it is there, and a start says so.
      await eventually('the supervisor has ended', () => !isAlive(supervisor));
      expect(left.some(({ pid }) => isAlive(pid))).toBe(true);
    });

    test('is followed by a start that stops them, and runs for as long as was asked', async () => {
      const summary = await cli().json<{ healthy: boolean; invariants: string; trades: number }>(
        'up',
        '--headless',
        '--for',
        '3s',
      );
      expect(left.filter(({ pid }) => isAlive(pid))).toEqual([]);
      expect(summary).toMatchObject({ healthy: true, invariants: 'ok' });
      expect(summary.trades).toBeGreaterThan(0);
    });

    test('is forgotten: the directory is used again', async () => {
      await cli().json('up', '--detach');
      expect((await cli().json<Status>('status')).ready).toBe(true);
    });
  });
}

/** The end without `down`: nothing runs afterwards. */
export function closedTerminalCase({ cli, directory }: Running): void {
  test('a terminal that is closed stops everything', async () => {
    const { units } = await cli().json<Status>('status');
    const supervisor = readRunState(directory)?.pid ?? 0;
    process.kill(supervisor, 'SIGHUP');
    await eventually('everything has ended', () =>
      [supervisor, ...units.map(({ pid }) => pid)].every((pid) => !isAlive(pid)),
    );
  });
}
