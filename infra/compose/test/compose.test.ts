import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEventStore } from '@bellwether/eventstore';
import {
  connectEventStore,
  disposeEventStore,
  eventStoreAnswers,
} from '@bellwether/platform/event-store';
import { provisionEventStore } from '@bellwether/servers/event-store-users';
import { NODE_FLAGS } from '@bellwether/servers/node-child';
import { parse } from 'yaml';
import { clickHouseUsers } from '../src/click-house-users.ts';
import { PASSWORD_VARIABLES, readPasswords } from '../src/settings.ts';

interface ComposeService {
  readonly command?: readonly string[];
  readonly image?: string;
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly networks?: readonly string[];
  readonly network_mode?: string;
  readonly volumes?: readonly string[];
}

const root = join(import.meta.dirname, '..', '..', '..');
const text = readFileSync(join(root, 'infra', 'compose.yaml'), 'utf8');
const { services, networks } = parse(text, { merge: true }) as {
  services: Readonly<Record<string, ComposeService>>;
  networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
};
/** Services that are on a network. */
const on = (network: string): readonly string[] =>
  Object.entries(services)
    .filter(([, service]) => service.networks?.includes(network))
    .map(([name]) => name)
    .toSorted();
const drawn = execFileSync('sh', [join(import.meta.dirname, '..', 'env.sh')], { encoding: 'utf8' });
const env = Object.fromEntries(
  drawn
    .trim()
    .split('\n')
    .map((line) => line.split('=') as [string, string]),
);

test('services, and benches of their own code, run under the flags of a local installation', () => {
  const dockerfile = readFileSync(join(root, 'infra', 'compose', 'Dockerfile'), 'utf8');
  const entry = /^ENTRYPOINT (.*)$/m.exec(dockerfile)?.[1] ?? '';
  expect(JSON.parse(entry)).toEqual(['node', ...NODE_FLAGS]);
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const flags: readonly string[] = NODE_FLAGS.filter((flag) => flag !== '--enable-source-maps');
  for (const bench of ['growth', 'recovery']) {
    const command = ['node', ...flags, `packages/commands/bench/${bench}.bench.ts`].join(' ');
    expect(scripts[`bench:${bench}`]).toBe(command);
  }
});

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

  test('lets only those reach a server that need it', () => {
    expect(on('truth')).toEqual([
      'commands',
      'eventstore',
      'processes',
      'projections',
      'provision',
    ]);
    expect(on('read-models')).toEqual([
      'gateway',
      'market-data',
      'postgres',
      'projections',
      'provision',
      'redis',
    ]);
    expect(on('analytics')).toEqual(['clickhouse', 'market-data', 'projections', 'provision']);
    // A service that names no network is on the default one, with all others that do.
    const nowhere = Object.entries(services).filter(([, { networks: own }]) => own === undefined);
    expect(nowhere.map(([name, { network_mode: mode }]) => `${name} ${mode}`)).toEqual([
      'configure none',
    ]);
  });

  test('gives a way in from outside only where people need one', () => {
    const published = Object.keys(services).filter((name) => services[name]?.ports !== undefined);
    expect(published).toEqual(['nats', 'clickhouse', 'gateway']);
    expect(networks).toMatchObject({
      truth: { internal: true },
      'read-models': { internal: true },
    });
  });

  test('gives private keys to nobody but those whose they are', () => {
    const having = (volume: string): readonly string[] =>
      Object.keys(services).filter((name) =>
        services[name]?.volumes?.some((mounted) => mounted.startsWith(`${volume}:`)),
      );
    expect(having('writer-key')).toEqual(['configure', 'commands']);
    expect(having('auditor-key')).toEqual(['configure', 'projections']);
    expect(having('gateway-key')).toEqual(['configure', 'gateway']);
    expect(having('gateway-public-key')).toEqual(['configure', 'commands']);
    expect(having('eventstore-certificate')).toEqual(['configure', 'eventstore']);
  });

  test('gives services the directories that they have on one machine, each a volume that is theirs to write', () => {
    const topology = readFileSync(join(root, 'infra', 'local', 'src', 'topology.ts'), 'utf8');
    const kept = [...topology.matchAll(/\b([A-Z]+_DIRECTORY):/g)].map(([, name]) => name ?? '');
    expect(kept.toSorted()).toEqual([
      'ANCHOR_DIRECTORY',
      'SNAPSHOT_DIRECTORY',
      'SURVEILLANCE_DIRECTORY',
    ]);
    const dockerfile = readFileSync(join(root, 'infra', 'compose', 'Dockerfile'), 'utf8');
    const owned = /chown node:node (.*)$/m.exec(dockerfile)?.[1]?.split(' ') ?? [];
    for (const name of kept) {
      const service = Object.values(services).find(({ environment }) => environment?.[name]);
      const directory = service?.environment?.[name] ?? '';
      expect(service?.volumes, name).toContain(`${directory.slice(1)}:${directory}`);
      expect(owned, name).toContain(directory);
    }
  });

  test('runs the event store with TLS and users, each service as its own', () => {
    expect(services['eventstore']?.environment).not.toHaveProperty('EVENTSTORE_INSECURE');
    for (const name of ['commands', 'projections', 'processes'])
      expect(services[name]?.environment?.['EVENTSTORE_URL']).toMatch(
        new RegExp(
          `^esdb://${name}:\\$\\{EVENTSTORE_${name.toUpperCase()}_PASSWORD\\}@eventstore:2113\\?tls=true&tlsCAFile=/`,
        ),
      );
  });

  test('runs programs that exist and waits for services that exist', () => {
    const programs = Object.values(services)
      .filter((service) => service.image === 'bellwether-service')
      .map((service) => service.command?.[0] ?? '');
    expect(programs).toHaveLength(8);
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
  const configure = (): void =>
    void execFileSync(process.execPath, [join(import.meta.dirname, '..', 'src', 'configure.ts')], {
      env: { ...env, CONFIG_DIRECTORY: directory },
    });
  beforeAll(() => {
    mkdirSync(join(directory, 'nats'));
    mkdirSync(join(directory, 'redis'));
    mkdirSync(join(directory, 'writer'));
    mkdirSync(join(directory, 'auditor'));
    mkdirSync(join(directory, 'gateway'));
    mkdirSync(join(directory, 'gateway-public'));
    configure();
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test('writes a file that nats-server takes', () => {
    const file = join(directory, 'nats', 'nats.conf');
    execFileSync('nats-server', ['-t', '-c', file], { stdio: 'pipe' });
    expect(readFileSync(file, 'utf8')).toContain(env['NATS_COMMANDS_PASSWORD']);
  });

  test('writes a certificate that an event store shows and the services’ addresses trust', async () => {
    const passwordOf = readPasswords(PASSWORD_VARIABLES, env);
    const [admin, ops] = ['admin', 'ops'].map((user) => passwordOf('EVENTSTORE', user));
    const file = (name: string): Buffer => readFileSync(join(directory, name));
    const server = await startEventStore({
      port: 0,
      memory: true,
      tls: { cert: file('eventstore/node.crt'), key: file('eventstore/node.key') },
      initialPasswords: { admin: admin ?? '', ops: ops ?? '' },
    });
    const authorityFile = join(directory, 'eventstore-authority', 'ca.crt');
    await provisionEventStore({
      host: 'localhost',
      port: server.port,
      authorityFile,
      adminPassword: admin ?? '',
      passwordOf: (user) => passwordOf('EVENTSTORE', user),
    });
    const url = (services['projections']?.environment?.['EVENTSTORE_URL'] ?? '')
      .replaceAll(/\$\{([A-Z_]+)\}/g, (_, name: string) => env[name] ?? '')
      .replace('eventstore:2113', `localhost:${server.port}`)
      .replace('/etc/bellwether', directory);
    const client = connectEventStore(url);
    expect(await eventStoreAnswers(client)).toBe(true);
    await disposeEventStore(client);
    await server.stop();
  });

  test('keeps the certificate and the keys that it has', () => {
    const files = [
      'eventstore/node.crt',
      'writer/writer.key',
      'auditor/auditor.key',
      'gateway/gateway.key',
    ];
    const read = (): readonly string[] =>
      files.map((name) => readFileSync(join(directory, name), 'utf8'));
    const before = read();
    expect(before[1]).toContain('PRIVATE KEY');
    configure();
    expect(read()).toEqual(before);
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
    'grant select on market.* to analyst',
  ]);
});

test('market data fills its own tables in ClickHouse, and reads nothing', () => {
  const statements = clickHouseUsers(() => 'secretsecretsecret').filter((s) =>
    s.includes('market_data'),
  );
  expect(statements).toEqual([
    expect.stringMatching(/^create user or replace market_data identified/),
    'grant create database, create table, alter ttl, insert on market.* to market_data',
  ]);
});
