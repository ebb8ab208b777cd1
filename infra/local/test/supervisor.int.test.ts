import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@bellwether/servers/port';
import { probeHttp } from '@bellwether/servers/server';
import { probeReady } from '@bellwether/servers/start-progress';
import { afterAll, describe, expect, test } from 'vitest';
import { loadSecrets, type Unit, type UnitReport } from '../src/index.ts';
import { Supervisor } from '../src/supervisor/supervisor.ts';

const directory = mkdtempSync(join(tmpdir(), 'bellwether-supervisor-'));
const supervisors: Supervisor[] = [];
afterAll(async () => {
  await Promise.all(supervisors.map((supervisor) => supervisor.stop()));
  rmSync(directory, { recursive: true, force: true });
});

const SERVER = `require('node:http').createServer((q, r) => r.end('ok')).listen(process.argv[1], '127.0.0.1')`;

/** Comes further with each question, and is ready at the ninth. */
const RECOVERING = `let facts = 0;
require('node:http').createServer((q, r) => {
  const recovering = { facts: ++facts, of: 9, factsPerSecond: 1, etaSeconds: 9 - facts };
  r.writeHead(facts < 9 ? 503 : 200).end(JSON.stringify({ recovering }));
}).listen(process.argv[1], '127.0.0.1')`;

/** A real process that answers HTTP, or whatever `script` does. */
async function unit(
  name: string,
  needs: readonly string[] = [],
  script = SERVER,
  probe = probeHttp,
): Promise<Unit> {
  const port = await freePort();
  return {
    name,
    needs,
    spec: {
      name,
      prepare: async () => undefined,
      child: {
        name,
        command: process.execPath,
        args: ['-e', script, `${port}`],
        logFile: join(directory, `${name}.log`),
      },
      probe: () => probe(`http://127.0.0.1:${port}`),
    },
  };
}

function supervise(
  units: readonly Unit[],
  onChange?: (reports: readonly UnitReport[]) => void,
): Supervisor {
  const supervisor = new Supervisor(units, onChange);
  supervisors.push(supervisor);
  return supervisor;
}

/** The order in which units came to be in a state. */
function watch(state: UnitReport['state']): {
  seen: string[];
  onChange: (reports: readonly UnitReport[]) => void;
} {
  const seen: string[] = [];
  const onChange = (reports: readonly UnitReport[]): void => {
    for (const report of reports)
      if (report.state === state && !seen.includes(report.name)) seen.push(report.name);
  };
  return { seen, onChange };
}

describe('a supervisor', () => {
  test('starts units after what they need, and stops them before it', async () => {
    const [up, down] = [watch('healthy'), watch('stopped')];
    const supervisor = supervise([await unit('shop', ['bank']), await unit('bank')], (reports) => {
      up.onChange(reports);
      down.onChange(reports);
    });
    await supervisor.start();
    expect(supervisor.healthy).toBe(true);
    await supervisor.stop();
    expect([up.seen, down.seen]).toEqual([
      ['bank', 'shop'],
      ['shop', 'bank'],
    ]);
    expect(supervisor.reports.every(({ pid }) => pid === undefined)).toBe(true);
  });

  test('starts a unit again when it is killed, under a new process id', async () => {
    const supervisor = supervise([await unit('phoenix')]);
    await supervisor.start();
    const [before] = supervisor.reports;
    process.kill(before?.pid ?? 0, 'SIGKILL');
    await expect
      .poll(() => supervisor.reports[0], { timeout: 10_000 })
      .toMatchObject({ state: 'healthy', restarts: 1 });
    expect(supervisor.reports[0]?.pid).not.toBe(before?.pid);
    expect(supervisor.reports[0]?.error).toContain('SIGKILL');
    await supervisor.stop();
  });

  test('stops everything again when a unit does not come up, and says why', async () => {
    const supervisor = supervise([
      await unit('fine'),
      await unit('broken', ['fine'], 'process.exit(3)'),
    ]);
    await expect(supervisor.start()).rejects.toThrow(
      /broken ended with status 3; see .*broken\.log/,
    );
    expect(supervisor.reports.map(({ name, state, pid }) => [name, state, pid])).toEqual([
      ['fine', 'stopped', undefined],
      ['broken', 'stopped', undefined],
    ]);
  });

  test('passes on how far a unit has come that takes long to start', async () => {
    const told: unknown[] = [];
    const units = [await unit('recovering', [], RECOVERING, probeReady)];
    const supervisor = supervise(units, ([report]) => {
      if (report?.progress !== undefined) told.push([report.state, report.progress]);
    });
    await supervisor.start();
    expect(told[0]).toEqual(['starting', { facts: 1, of: 9, factsPerSecond: 1, etaSeconds: 8 }]);
    expect(supervisor.reports[0]).toMatchObject({ state: 'healthy', progress: undefined });
    await supervisor.stop();
  });

  test('can be stopped while units are still starting', async () => {
    const supervisor = supervise([await unit('slow', [], 'setInterval(() => {}, 1000)')]);
    const starting = supervisor.start().catch((error: unknown) => error);
    await expect.poll(() => supervisor.reports[0]?.state).toBe('starting');
    await supervisor.stop();
    expect(await starting).toMatchObject({ code: 'SERVER_START' });
  });
});

test('secrets are drawn once per directory, differ, and are readable by the owner only', () => {
  const own = join(directory, 'secrets');
  const first = loadSecrets(own);
  expect(loadSecrets(own)).toEqual(first);
  expect(loadSecrets(join(directory, 'other'))).not.toEqual(first);
  const all = [first.nats, first.postgres, first.clickHouse, first.redis].flatMap((group) =>
    Object.values(group),
  );
  expect(new Set(all).size).toBe(all.length);
  expect(all.every((secret) => /^[A-Za-z0-9]{32}$/.test(secret))).toBe(true);
  expect(statSync(join(own, 'secrets.json')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(own, 'secrets.json'), 'utf8')).toContain(first.gatewayToken);
});
