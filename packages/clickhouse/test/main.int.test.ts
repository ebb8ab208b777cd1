import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { removeDirectory, temporaryDirectory, WRITER } from './support.ts';

// The process as it is started: settings from the environment, logs on stdout, health, metrics, an orderly end.

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

interface Line {
  readonly msg: string;
  readonly url?: string;
  readonly address?: string;
  readonly pid?: number;
  readonly err?: { readonly message: string };
}

function startMain(env: Record<string, string>): {
  process: ChildProcess;
  lines: AsyncIterator<string>;
} {
  const directory = temporaryDirectory();
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      OPS_PORT: '0',
      CLICKHOUSE_PORT: '0',
      CLICKHOUSE_DATA: directory,
      CLICKHOUSE_USERS: JSON.stringify([WRITER]),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    removeDirectory(directory);
  });
  return { process: child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() };
}

async function lineWith(lines: AsyncIterator<string>, message: string): Promise<Line> {
  for (;;) {
    const { done, value } = await lines.next();
    if (done === true) throw new Error(`no line says ${message}`);
    const line = JSON.parse(value) as Line;
    if (line.msg === message) return line;
  }
}

test('answers statements, tells its health and its numbers, and ends in order', async () => {
  const { process: main, lines } = startMain({});
  const { url } = await lineWith(lines, 'listening');
  const { address } = await lineWith(lines, 'started');
  const headers = { 'X-ClickHouse-User': WRITER.name, 'X-ClickHouse-Key': WRITER.password };
  const answer = await fetch(`${url}/?query=SELECT+42`, { headers });
  expect(await answer.text()).toBe('42\n');
  expect(await (await fetch(`${address}/health/ready`)).json()).toEqual({
    status: 'ready',
    checks: { engine: true },
  });
  const metrics = await (await fetch(`${address}/metrics`)).text();
  expect(metrics).toMatch(/^clickhouse_succeeded\{service="clickhouse"\} 1$/m);
  expect(metrics).toMatch(/^clickhouse_resident_bytes\{service="clickhouse"\} \d{8,}$/m);
  const slow = fetch(`${url}/?query=SELECT+sleep(0.5)`, { headers });
  await new Promise((resolve) => setTimeout(resolve, 100));
  main.kill('SIGTERM');
  expect(await (await slow).text()).toBe('0\n');
  expect(await once(main, 'exit')).toEqual([0, null]);
});

test('ends with an error when the engine has died', async () => {
  const { process: main, lines } = startMain({});
  const line = await lineWith(lines, 'listening');
  await lineWith(lines, 'started');
  expect(line.pid).toBeGreaterThan(0);
  process.kill(Number(line.pid), 'SIGKILL');
  expect((await lineWith(lines, 'service failed')).err?.message).toMatch(/SIGKILL/);
  expect(await once(main, 'exit')).toEqual([1, null]);
});

test.for([
  [{ CLICKHOUSE_USERS: '[]' }, /CLICKHOUSE_USERS/],
  [{ CLICKHOUSE_HOST: '0.0.0.0' }, /loopback/],
] as const)('does not start with %o', async ([env, message]) => {
  const { process: main, lines } = startMain(env);
  expect((await lineWith(lines, 'service failed')).err?.message).toMatch(message);
  expect(await once(main, 'exit')).toEqual([1, null]);
});
