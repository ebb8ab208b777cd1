import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Redis } from 'ioredis';
import { connect } from 'nats';
import postgres from 'postgres';
import { afterAll, describe, expect, test } from 'vitest';
import { natsServer } from '../src/nats.ts';
import { freePort } from '../src/port.ts';
import { postgresServer, superuserUrl } from '../src/postgres.ts';
import { provisionPostgres, roleUrl } from '../src/postgres-roles.ts';
import { redisServer } from '../src/redis.ts';
import { ServerStartError, startServer } from '../src/server.ts';

const directory = mkdtempSync(join(tmpdir(), 'bellwether-servers-'));
const host = '127.0.0.1';
const password = 'abcdefghijklmnop0123';
const logFile = (name: string): string => join(directory, 'logs', `${name}.log`);

afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('postgres', async () => {
  const port = await freePort();
  const options = {
    host,
    port,
    directory: join(directory, 'postgres'),
    logFile: logFile('postgres'),
    superuserPassword: password,
  };

  test('starts from nothing, keeps what was committed over a kill -9, and separates its roles', async () => {
    const first = await startServer(postgresServer(options));
    await provisionPostgres(superuserUrl(options), () => password);
    await provisionPostgres(superuserUrl(options), () => password);
    const owner = postgres(roleUrl('bellwether_owner', password, host, port), {
      onnotice: () => undefined,
    });
    await owner`create table t (n int8)`;
    await owner`insert into t values (9007199254740993)`;
    const reader = postgres(roleUrl('bellwether_reader', password, host, port));
    for (const refused of [
      'select * from t',
      'select pg_advisory_lock(1)',
      'select pg_try_advisory_xact_lock_shared(1, 2)',
      'create temporary table mine (n int8)',
    ])
      await expect(reader.unsafe(refused)).rejects.toThrow(/permission denied|read-only/);
    expect(await reader`show statement_timeout`).toEqual([{ statement_timeout: '30s' }]);
    expect(await owner`select pg_try_advisory_xact_lock(1) as held`).toEqual([{ held: true }]);
    await Promise.all([owner.end(), reader.end()]);
    await first.kill();

    const second = await startServer(postgresServer(options));
    const again = postgres(roleUrl('bellwether_owner', password, host, port));
    expect(await again`select n from t`).toEqual([{ n: '9007199254740993' }]);
    await again.end();
    expect((await second.stop()).code).toBe(0);
  });
});

describe('redis', async () => {
  const port = await freePort();

  test('lets each user do its own work and nothing else', async () => {
    const server = await startServer(
      redisServer({
        host,
        port,
        directory: join(directory, 'redis'),
        logFile: logFile('redis'),
        projectionsPassword: 'writer',
        marketDataPassword: 'feeds',
        gatewayPassword: 'reader',
      }),
    );
    const as = (username: string, secret: string): Redis =>
      new Redis({ host, port, username, password: secret, retryStrategy: () => null });
    const [writer, reader] = [as('projections', 'writer'), as('gateway', 'reader')];
    const feeds = as('market_data', 'feeds');
    await feeds.set('nbbo:AMZN', '{}', 'EX', 60);
    expect(await reader.get('nbbo:AMZN')).toBe('{}');
    await expect(feeds.set('price:AMZN', '1')).rejects.toThrow(/NOPERM/);
    await expect(writer.set('nbbo:AMZN', '1')).rejects.toThrow(/NOPERM/);
    await writer.set('price:AMZN', '223.95', 'EX', 60);
    expect(await reader.get('price:AMZN')).toBe('223.95');
    await expect(reader.set('price:AMZN', '1')).rejects.toThrow(/NOPERM/);
    await expect(writer.flushall()).rejects.toThrow(/NOPERM/);
    await expect(writer.get('other')).rejects.toThrow(/NOPERM/);
    for (const user of [writer, reader, feeds])
      for (const verb of ['LIST', 'KILL', 'PAUSE', 'NO-EVICT', 'UNBLOCK'])
        await expect(user.call('CLIENT', verb, '1')).rejects.toThrow(/NOPERM/);
    writer.disconnect();
    feeds.disconnect();
    reader.disconnect();
    expect((await server.stop()).code).toBe(0);
  });
});

describe('nats', async () => {
  const [port, monitorPort] = [await freePort(), await freePort()];

  test('starts with its users and stops cleanly', async () => {
    const server = await startServer(
      natsServer({
        partitions: 3,
        host,
        port,
        monitorPort,
        directory: join(directory, 'nats'),
        logFile: logFile('nats'),
        passwordOf: () => password,
      }),
    );
    // Logs name people: they are for who runs the server.
    expect(statSync(logFile('nats')).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(logFile('nats'))).mode & 0o777).toBe(0o700);
    const connection = await connect({ servers: `${host}:${port}`, user: 'cli', pass: password });
    await connection.close();
    expect(await server.stop()).toEqual({ code: 1, signal: null });
  });

  test('a server that cannot start says where its log is', async () => {
    const taken = natsServer({
      partitions: 3,
      host: '203.0.113.1',
      port,
      monitorPort,
      directory: join(directory, 'nats2'),
      logFile: logFile('nats2'),
      passwordOf: () => password,
    });
    await expect(startServer(taken)).rejects.toThrow(ServerStartError);
  });
});
