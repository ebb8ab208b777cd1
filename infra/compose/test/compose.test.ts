import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { clickHouseUsers } from '../src/click-house-users.ts';
import { PASSWORD_VARIABLES, readPasswords } from '../src/settings.ts';

interface ComposeService {
  readonly command?: readonly string[];
  readonly image?: string;
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

const root = join(import.meta.dirname, '..', '..', '..');
const text = readFileSync(join(root, 'infra', 'compose.yaml'), 'utf8');
const { services } = parse(text, { merge: true }) as {
  services: Readonly<Record<string, ComposeService>>;
};
const drawn = execFileSync('sh', [join(import.meta.dirname, '..', 'env.sh')], { encoding: 'utf8' });
const env = Object.fromEntries(
  drawn
    .trim()
    .split('\n')
    .map((line) => line.split('=') as [string, string]),
);

describe('compose.yaml', () => {
  test('uses no variable that env.sh does not draw', () => {
    const used = [...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name ?? '');
    expect(used.filter((name) => env[name] === undefined)).toEqual([]);
    expect(PASSWORD_VARIABLES.filter((name) => !used.includes(name))).toEqual([]);
  });

  test('publishes ports on loopback only', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  test('runs programs that exist and waits for services that exist', () => {
    const programs = Object.values(services)
      .filter((service) => service.image === 'bellwether-service')
      .map((service) => service.command?.[0] ?? '');
    expect(programs).toHaveLength(6);
    expect(programs.filter((program) => !existsSync(join(root, program)))).toEqual([]);
    const awaited = Object.values(services).flatMap(({ depends_on }) =>
      Object.keys(depends_on ?? {}),
    );
    expect(awaited.filter((name) => services[name] === undefined)).toEqual([]);
  });
});

describe('env.sh', () => {
  test('draws every password, each its own', () => {
    const passwordOf = readPasswords(PASSWORD_VARIABLES, env);
    expect(passwordOf('NATS', 'commands')).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(new Set(Object.values(env)).size).toBe(Object.keys(env).length);
  });

  test('a password that is missing or could end a statement is refused by its name', () => {
    expect(() => readPasswords(['NATS_CLI_PASSWORD'], {})).toThrow(/NATS_CLI_PASSWORD/);
    const quoted = { CLICKHOUSE_ADMIN_PASSWORD: `x'; drop database bellwether; --` };
    expect(() => readPasswords(['CLICKHOUSE_ADMIN_PASSWORD'], quoted)).toThrow(/CLICKHOUSE_ADMIN/);
  });
});

describe('configure', () => {
  const directory = mkdtempSync(join(tmpdir(), 'bellwether-compose-'));
  beforeAll(() => {
    mkdirSync(join(directory, 'nats'));
    mkdirSync(join(directory, 'redis'));
    execFileSync(process.execPath, [join(import.meta.dirname, '..', 'src', 'configure.ts')], {
      env: { ...env, CONFIG_DIRECTORY: directory },
    });
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test('writes a file that nats-server takes', () => {
    const file = join(directory, 'nats', 'nats.conf');
    execFileSync('nats-server', ['-t', '-c', file], { stdio: 'pipe' });
    expect(readFileSync(file, 'utf8')).toContain(env['NATS_COMMANDS_PASSWORD']);
  });

  test('writes no password of Redis in the clear', () => {
    const file = readFileSync(join(directory, 'redis', 'redis.conf'), 'utf8');
    expect(file).toContain('user default off');
    expect(file).not.toContain(env['REDIS_PROJECTIONS_PASSWORD']);
  });
});

test('the analyst of ClickHouse may read within limits only', () => {
  const statements = clickHouseUsers(() => 'secretsecretsecret').filter((s) =>
    s.includes('analyst'),
  );
  expect(statements).toEqual([
    expect.stringMatching(/^create user or replace analyst .* readonly = 2, max_execution_time/),
    'grant select on bellwether.* to analyst',
  ]);
});
