import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provisionStreams, streams } from '@bellwether/nats/streams';
import { connect, type ConnectionOptions, type NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Child } from '../src/child.ts';
import { natsServer } from '../src/nats.ts';
import { freePort } from '../src/port.ts';
import { startServer } from '../src/server.ts';

let server: Child;
let url: string;
let monitorPort: number;
const directory = mkdtempSync(join(tmpdir(), 'bellwether-nats-'));
const passwordOf = (user: string): string => `secret-of-${user}`;

beforeAll(async () => {
  const port = await freePort();
  monitorPort = await freePort();
  server = await startServer(
    natsServer({
      partitions: 3,
      host: '127.0.0.1',
      port,
      monitorPort,
      directory,
      logFile: join(directory, 'log'),
      passwordOf,
    }),
  );
  url = `127.0.0.1:${port}`;
});

afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true });
});

describe('the NATS server with the generated configuration', () => {
  test('refuses anonymous clients', async () => {
    await expect(connect({ servers: url, reconnect: false })).rejects.toThrow(/Authorization/i);
  });

  test('refuses a wrong password', async () => {
    await expect(
      connect({ servers: url, user: 'bots', pass: 'guess-guess', reconnect: false }),
    ).rejects.toThrow(/Authorization/i);
  });

  test('creates every declared stream, twice without harm', async () => {
    const provisioner = await as('provisioner');
    await provisionStreams(provisioner);
    await provisionStreams(provisioner);
    const names = await (await provisioner.jetstreamManager()).streams.names().next();
    // The server names them in no order; buckets are streams, too.
    expect(names.toSorted()).toEqual(
      [...streams().map(({ name }) => name), 'KV_FEEDS', 'KV_LEASES', 'KV_PROCESSES'].toSorted(),
    );
    await provisioner.close();
  });

  test.each([
    ['bots', 'cmd.trading.submit.0.gateway', 'another user’s name in a command'],
    ['bots', 'evt.trade.executed.AMZN', 'an event that only projections may tell'],
    ['bots', '$SRV.PING', 'a question that is for operators'],
    ['gateway', '$SRV.INFO.queries', 'the same'],
    ['cli', '$SRV.PING.trading', 'the same'],
    ['gateway', '$JS.API.STREAM.DELETE.EVENTS', 'the management of JetStream'],
    ['ops', '$JS.API.STREAM.MSG.GET.DEAD_LETTERS', 'JetStream’s own questions'],
    ['bots', 'serving.0', 'that it answers commands'],
    ['projections', '$KV.LEASES.partition.0', 'a lease that is the writer’s'],
    ['processes', '$KV.LEASES.partition.0', 'the same'],
    ['commands', '$KV.PROCESSES.market-halt.checkpoint', 'what process managers keep'],
    ['processes', 'cmd.session.submit.2026-11-20.cli', 'another user’s name in a command'],
    ['processes', 'evt.trade.executed.AMZN', 'an event that only projections may tell'],
    ['market_data', 'evt.trade.executed.AMZN', 'the same'],
    ['market_data', '$KV.LEASES.partition.0', 'a lease that is the writer’s'],
    ['market_data', 'cmd.trading.submit.0.cli', 'a command in another user’s name'],
    ['market_data', 'qry.account.get.market_data', 'a question that is none of its'],
    ['bots', 'md.quotes', 'a market that only feeds may tell'],
    ['projections', '_INBOX.gateway.1', 'an answer to nobody’s question'],
    [
      'commands',
      'cmd.trading.submit.0.commands',
      'a command from the service that answers commands',
    ],
  ])('%s may not publish %s: %s', async (user, subject) => {
    expect(await violation(user, (connection) => connection.publish(subject))).toMatchObject({
      data: 'PERMISSIONS_VIOLATION',
      operation: 'publish',
      subject,
    });
  });

  test.each([
    ['bots', '_INBOX.gateway.>'],
    ['bots', 'cmd.>'],
    ['cli', 'evt.>'],
  ])('%s may not listen to %s', async (user, subject) => {
    expect(await violation(user, (connection) => void connection.subscribe(subject))).toMatchObject(
      {
        data: 'PERMISSIONS_VIOLATION',
        operation: 'subscription',
        subject,
      },
    );
  });

  test('a caller hears its own account alone, and of the platform what it may', async () => {
    const [events, gateway, history] = [
      await as('projections'),
      await as('gateway'),
      await as('cli'),
    ];
    const heard: string[] = [];
    const listen = (subject: string): void =>
      void gateway.subscribe(subject, { callback: (_, { subject: of }) => void heard.push(of) });
    for (const subject of ['evt.>', '_INBOX.gateway.>']) listen(subject);
    await gateway.flush();
    history.publish('replay.evt.order.updated.alice');
    events.publish('evt.order.updated.alice');
    await Promise.all([history.flush(), events.flush()]);
    await gateway.flush();
    expect(heard).toEqual(['evt.order.updated.alice']);
    await Promise.all([events.close(), gateway.close(), history.close()]);
  });

  test('a caller has room for 256 connections and takes nobody else’s', async () => {
    const bots = await Promise.all(Array.from({ length: 256 }, () => as('bots')));
    try {
      // The server says why and hangs up; which of the two the client meets first is chance.
      await expect(as('bots', { reconnect: false })).rejects.toThrow();
      await (await as('gateway')).close();
      await bots.pop()?.close();
      bots.push(await as('bots', { reconnect: false }));
    } finally {
      await Promise.all(bots.map((connection) => connection.close()));
    }
  });

  test('monitoring is shown to those alone who know where it is', async () => {
    const monitor = `http://127.0.0.1:${monitorPort}`;
    const status = async (path: string): Promise<number> => (await fetch(monitor + path)).status;
    expect(await status(`/${passwordOf('monitor')}/connz`)).toBe(200);
    for (const path of ['/', '/connz', '/varz', '/healthz', '/subsz'])
      expect(await status(path)).toBe(404);
  });

  test('a caller’s request reaches the service and the answer its own inbox', async () => {
    const [service, client] = [await as('commands'), await as('bots')];
    service.subscribe('cmd.trading.submit.0.*', { callback: (_error, m) => m.respond(m.subject) });
    await service.flush();
    const reply = await client.request('cmd.trading.submit.0.bots', 'x', { timeout: 2_000 });
    expect(reply.string()).toBe('cmd.trading.submit.0.bots');
    await Promise.all([service.close(), client.close()]);
  });
});

function as(user: string, options: ConnectionOptions = {}): Promise<NatsConnection> {
  const login = { user, pass: passwordOf(user), inboxPrefix: `_INBOX.${user}` };
  return connect({ servers: url, ...login, ...options });
}

/** What the server says against an act of `user`; the connection stays open, the act has no effect. */
async function violation(
  user: string,
  act: (connection: NatsConnection) => void,
): Promise<unknown> {
  const connection = await as(user);
  const status = connection.status()[Symbol.asyncIterator]();
  act(connection);
  await connection.flush();
  const { value } = await status.next();
  await connection.close();
  return { data: value?.data, ...value?.permissionContext };
}
