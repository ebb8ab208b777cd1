import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome, InstrumentId } from '@bellwether/domain';
import { isAlive, localSettings, recordedPartitions } from '@bellwether/local';
import { eventually } from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PlatformConnection } from '../src/command-line/connection.ts';
import type { Verification } from '../src/verify/verify.ts';
import { Cli, freePortBlock } from './cli.ts';
import { listInstruments } from '@bellwether/projections/read-model';

// The platform with two partitions, as a user runs it, while the demo's bots trade.

const PARTITIONS = 2;
const directory = mkdtempSync(join(tmpdir(), 'bellwether-partitions-'));
let cli: Cli;
let platform: PlatformConnection;

interface Unit {
  readonly name: string;
  readonly state: string;
  readonly pid: number;
}

beforeAll(async () => {
  const port = await freePortBlock();
  cli = new Cli(directory, port);
  await cli.json('--partitions', `${PARTITIONS}`, 'up', '--detach');
  platform = await PlatformConnection.open(
    localSettings({ BELLWETHER_DATA: directory, BELLWETHER_PORT: `${port}` }),
  );
});

afterAll(async () => {
  cli.close();
  await cli.run('down');
  rmSync(directory, { recursive: true, force: true });
});

/** Repeats a command under its id until it is decided. */
async function sure(send: (id: string) => Promise<Outcome>): Promise<Outcome> {
  const id = crypto.randomUUID();
  for (;;) {
    const outcome = await send(id);
    if (outcome.status === 'duplicate') return outcome.original;
    if (outcome.status !== 'unknown') return outcome;
  }
}

const unitsOf = async (): Promise<readonly Unit[]> =>
  (await cli.json<{ units: readonly Unit[] }>('status')).units;

/** Ends both writers as a crash would; their supervisor starts them again. */
async function killWriters(): Promise<void> {
  for (const { name, pid } of await unitsOf())
    if (name.startsWith('commands')) process.kill(pid, 'SIGKILL');
}

describe('two partitions', () => {
  test('run as a process each, and are remembered for the next start', async () => {
    const writers = (await unitsOf()).filter(({ name }) => name.startsWith('commands'));
    expect(writers.map(({ name, state }) => `${name} ${state}`)).toEqual([
      'commands healthy',
      'commands-1 healthy',
    ]);
    expect(recordedPartitions(directory)).toBe(PARTITIONS);
    const checks = await cli.json<{ name: string; ok: boolean }[]>('doctor');
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  test('hand every instrument of the market to each other and back, though both are killed meanwhile', async () => {
    const { client, readModels } = platform;
    const killed = new Set<number>();
    for (const toPartition of [1, 0, 1])
      for (const { instrumentId: name } of (await listInstruments(readModels.db)).rows) {
        const instrumentId = name as InstrumentId;
        const reason = 'OPERATIONAL';
        await sure((id) => client.haltInstrument({ instrumentId, reason }, { id }));
        if (!killed.has(toPartition)) await killWriters();
        killed.add(toPartition);
        const moved = await sure((id) =>
          client.moveInstrument({ instrumentId, toPartition }, { id }),
        );
        expect([moved.status, 'code' in moved ? moved.code : '']).toEqual(
          moved.status === 'accepted' ? ['accepted', ''] : ['rejected', 'NOTHING_TO_CHANGE'],
        );
        const resumed = await sure((id) => client.resumeInstrument({ instrumentId }, { id }));
        expect(resumed.status).toBe('accepted');
      }
    await eventually('the read models know that all trade again', async () =>
      (await listInstruments(readModels.db)).rows.every(({ status }) => status === 'ACTIVE'),
    );
  });

  test('leave no invariant broken and no unit of cash or shares astray', async () => {
    const lines = await cli.json<{ what: string; difference: string }[]>('report', 'zero-sum');
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.filter(({ difference }) => BigInt(difference) !== 0n)).toEqual([]);
    const { checks } = await cli.json<Verification>('verify');
    expect(checks.flatMap(({ violations }) => violations)).toEqual([]);
  });

  test('end with down', async () => {
    const units = await unitsOf();
    await platform.close();
    await cli.json('down');
    expect(units.filter(({ pid }) => isAlive(pid))).toEqual([]);
  });
});
