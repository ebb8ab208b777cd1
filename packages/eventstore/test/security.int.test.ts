import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { request } from 'node:https';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import {
  EventStoreDBClient,
  PARK,
  START,
  binaryEvent,
  persistentSubscriptionToStreamSettingsFromDefaults,
  type ResolvedEvent,
} from '@eventstore/db-client';
import usersGrpc from '@eventstore/db-client/generated/users_grpc_pb.js';
import usersPb from '@eventstore/db-client/generated/users_pb.js';
import { describe, expect, test } from 'vitest';
import { startEventStore, type EventStoreOptions } from '../src/index.ts';
import { temporaryData } from './support/events.ts';
import { collect, errorOf, numbered, until } from './support/server.ts';
import { answerOf, fetchHttp2, framed, openCall, unary } from './support/raw-client.ts';

const ADMIN = { username: 'admin', password: 'changeit' };
const OPS = { username: 'ops', password: 'changeit' };

/** A server with TLS and a client that trusts its certificate. */
async function secure(options: EventStoreOptions = {}) {
  const data = temporaryData();
  const server = await startEventStore({ port: 0, data, tls: 'development', ...options });
  const ca = join(data, 'development.crt');
  const connectAs = (user: string): EventStoreDBClient =>
    EventStoreDBClient.connectionString(
      `esdb://${user}localhost:${server.port}?tls=true&tlsCAFile=${ca}`,
    );
  const clients: EventStoreDBClient[] = [];
  return {
    server,
    ca,
    as(user?: { username: string; password: string }) {
      const client = connectAs(user === undefined ? '' : `${user.username}:${user.password}@`);
      clients.push(client);
      return client;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(clients.map((client) => client.dispose()));
      await server.stop();
    },
  };
}

type Secure = Awaited<ReturnType<typeof secure>>;

async function createUser(
  s: Secure,
  name: string,
  groups: string[] = [],
): Promise<{ username: string; password: string }> {
  const options = new usersPb.CreateReq.Options();
  options.setLoginName(name);
  options.setPassword('secret');
  options.setGroupsList(groups);
  const message = new usersPb.CreateReq();
  message.setOptions(options);
  await unary(s.server.port, usersGrpc.UsersService.create, message, { ca: s.ca, user: ADMIN });
  return { username: name, password: 'secret' };
}

describe('a secure server', () => {
  test('knows admin, refuses wrong passwords and unknown users', async () => {
    await using s = await secure();
    await s.as(ADMIN).appendToStream('order-1', [numbered(1)]);
    for (const user of [
      { ...ADMIN, password: 'wrong' },
      { username: 'nobody', password: 'x' },
    ]) {
      const error = await errorOf(s.as(user).appendToStream('order-1', [numbered(1)]));
      expect(error.type).toBe('access-denied');
    }
  });

  test('gives nothing to those who do not log in', async () => {
    await using s = await secure();
    await s.as(ADMIN).appendToStream('order-1', [numbered(1)]);
    const anonymous = s.as();
    expect((await errorOf(anonymous.appendToStream('order-1', [numbered(1)]))).type).toBe(
      'access-denied',
    );
    expect((await errorOf(collect(anonymous.readStream('order-1')))).type).toBe('access-denied');
    expect((await errorOf(collect(anonymous.readAll()))).type).toBe('access-denied');
    expect((await errorOf(anonymous.listProjections())).type).toBe('access-denied');
  });

  test('takes no large message of one who has not logged in', async () => {
    await using s = await secure();
    const session = connect(`https://localhost:${s.server.port}`, { ca: readFileSync(s.ca) });
    const send = (headers = {}) => {
      const stream = openCall(session, '/event_store.client.streams.Streams/Append', headers);
      stream.end(framed(Buffer.alloc(100_000)));
      return answerOf(stream);
    };
    const authorization = `Basic ${Buffer.from('ops:changeit').toString('base64')}`;
    const [anonymous, known] = await Promise.all([send(), send({ authorization })]);
    expect([anonymous.status, anonymous.message]).toEqual([
      8,
      'a message of 100000 bytes was over the limit of 65536',
    ]);
    // Read in full, and then found to be no Append.
    expect(known.status).not.toBe(8);
    session.close();
  });

  test('user streams are for every known user, system streams and $all for administrators', async () => {
    await using s = await secure();
    const user = s.as(await createUser(s, 'trader'));
    await user.appendToStream('order-1', [numbered(1)]);
    expect(await collect(user.readStream('order-1'))).toHaveLength(1);
    expect((await errorOf(collect(user.readAll()))).type).toBe('access-denied');
    expect((await errorOf(collect(user.readStream('$user-admin')))).type).toBe('access-denied');
    expect((await errorOf(user.appendToStream('$user-admin', [numbered(1)]))).type).toBe(
      'access-denied',
    );
    expect(await collect(s.as(ADMIN).readAll())).not.toHaveLength(0);
  });

  test('$acl of a stream decides who reads, writes, deletes and changes it', async () => {
    await using s = await secure();
    const admin = s.as(ADMIN);
    const [alice, bob] = [
      s.as(await createUser(s, 'alice', ['desk'])),
      s.as(await createUser(s, 'bob')),
    ];
    await admin.appendToStream('order-1', [numbered(1)]);
    const acl = {
      readRoles: ['desk'],
      writeRoles: ['alice'],
      deleteRoles: ['$admins'],
      metaReadRoles: ['$admins'],
      metaWriteRoles: ['$admins'],
    };
    await admin.setStreamMetadata('order-1', { acl });
    await alice.appendToStream('order-1', [numbered(2)]);
    expect(await collect(alice.readStream('order-1'))).toHaveLength(2);
    expect((await errorOf(alice.setStreamMetadata('order-1', {}))).type).toBe('access-denied');
    expect((await errorOf(alice.deleteStream('order-1'))).type).toBe('access-denied');
    expect((await errorOf(bob.appendToStream('order-1', [numbered(2)]))).type).toBe(
      'access-denied',
    );
    expect((await errorOf(collect(bob.readStream('order-1')))).type).toBe('access-denied');
  });

  test('$settings changes the defaults', async () => {
    await using s = await secure();
    const user = s.as(await createUser(s, 'trader'));
    const settings = {
      $userStreamAcl: { $r: '$all', $w: '$ops', $d: '$ops', $mr: '$ops', $mw: '$ops' },
    };
    const { jsonEvent } = await import('@eventstore/db-client');
    await s
      .as(ADMIN)
      .appendToStream('$settings', [jsonEvent({ type: '$settings', data: settings })]);
    expect((await errorOf(user.appendToStream('order-1', [numbered(1)]))).type).toBe(
      'access-denied',
    );
    await s.as(OPS).appendToStream('order-1', [numbered(1)]);
    expect(await collect(user.readStream('order-1'))).toHaveLength(1);
  });

  test('operators manage subscriptions and projections, others do not', async () => {
    await using s = await secure();
    const user = s.as(await createUser(s, 'trader'));
    expect((await errorOf(user.createProjection('p', 'fromAll().when({})'))).type).toBe(
      'access-denied',
    );
    await s.as(OPS).createProjection('p', 'fromAll().when({})');
  });

  test('links resolve only to what the reader may read: in reads, subscriptions of both kinds, and projections', async () => {
    await using s = await secure();
    const [admin, ops] = [s.as(ADMIN), s.as(OPS)];
    await admin.appendToStream('open-1', [numbered(1)]);
    await admin.appendToStream('closed-1', [numbered(2)]);
    await admin.setStreamMetadata('closed-1', {
      acl: { readRoles: ['$admins'], metaReadRoles: ['$admins'] },
    });
    const targets = ['open-1', 'closed-1', '$user-admin', '$$closed-1', '$settings'];
    const links = targets.map((name) =>
      binaryEvent({ type: '$>', data: Buffer.from(`0@${name}`) }),
    );
    await admin.appendToStream('$settings', [numbered(3)]);
    await ops.appendToStream('mine', links);
    const shown = (events: readonly ResolvedEvent[]) =>
      events.map(({ event, link }) => [event?.streamId, link?.revision]);
    const toOps = targets.map((name, i) => [name === 'open-1' ? name : undefined, BigInt(i)]);
    const toAdmin = targets.map((name, i) => [name, BigInt(i)]);
    const options = { resolveLinkTos: true };
    expect(shown(await collect(ops.readStream('mine', options)))).toEqual(toOps);
    expect(shown(await collect(admin.readStream('mine', options)))).toEqual(toAdmin);

    const live: ResolvedEvent[] = [];
    const subscription = ops.subscribeToStream('mine', options);
    subscription.on('data', (event: ResolvedEvent) => live.push(event));
    await until('history is read', () => live.length === targets.length);
    await ops.appendToStream('mine', [
      binaryEvent({ type: '$>', data: Buffer.from('0@closed-1') }),
    ]);
    await until('the new link arrives', () => live.length === targets.length + 1);
    expect(shown(live)).toEqual([...toOps, [undefined, 5n]]);
    await subscription.unsubscribe();

    const settings = persistentSubscriptionToStreamSettingsFromDefaults({
      startFrom: START,
      resolveLinkTos: true,
    });
    await ops.createPersistentSubscriptionToStream('mine', 'g', settings);
    const given: ResolvedEvent[] = [];
    const group = ops.subscribeToPersistentSubscriptionToStream('mine', 'g');
    group.on('data', (event: ResolvedEvent & { retryCount: number }) => {
      given.push(event);
      void (given.length <= 6 ? group.nack(PARK, 'later', event) : group.ack(event));
    });
    await until('all are given', () => given.length === 6);
    expect(shown(given)).toEqual([...toOps, [undefined, 5n]]);
    await until('all are parked', async () => {
      const { stats } = await ops.getPersistentSubscriptionToStreamInfo('mine', 'g');
      return stats.parkedMessageCount === 6n;
    });
    await ops.replayParkedMessagesToStream('mine', 'g');
    await until('all are given again', () => given.length === 12);
    expect(
      shown(given.slice(6))
        .map(([stream]) => stream)
        .toSorted((a, b) => String(a).localeCompare(String(b))),
    ).toEqual(['open-1', undefined, undefined, undefined, undefined, undefined]);
    await group.unsubscribe();

    await ops.createProjection(
      'reader',
      `fromStream('mine').when({ $init: () => ({ seen: [] }), $any(s, e) { s.seen.push(e.streamId); } })`,
    );
    await until('it has read the links', async () => {
      const { seen = [] } = await ops.getProjectionState<{ seen?: string[] }>('reader');
      expect(seen).not.toContain('$user-admin');
      return seen.includes('$settings');
    });
  });

  test('a changed password counts at once', async () => {
    await using s = await secure();
    const client = s.as(await createUser(s, 'trader'));
    await client.appendToStream('order-1', [numbered(1)]);
    const options = new usersPb.ChangePasswordReq.Options();
    options.setLoginName('trader');
    options.setCurrentPassword('secret');
    options.setNewPassword('better');
    const message = new usersPb.ChangePasswordReq();
    message.setOptions(options);
    const user = { username: 'trader', password: 'secret' };
    await unary(s.server.port, usersGrpc.UsersService.changePassword, message, { ca: s.ca, user });
    expect((await errorOf(s.as(user).appendToStream('order-1', [numbered(1)]))).type).toBe(
      'access-denied',
    );
    await s.as({ username: 'trader', password: 'better' }).appendToStream('order-1', [numbered(1)]);
  });

  test('a new database needs passwords, unless its certificate is for development', async () => {
    await using s = await secure();
    const [cert, key] = ['.crt', '.key'].map((end) =>
      readFileSync(s.ca.replace('.crt', `-server${end}`)),
    ) as [Buffer, Buffer];
    await expect(startEventStore({ port: 0, memory: true, tls: { cert, key } })).rejects.toThrow(
      'EVENTSTORE_DEFAULT_ADMIN_PASSWORD',
    );
  });

  test('the generated certificate is signed by an authority and is none itself', async () => {
    await using s = await secure();
    const authority = new X509Certificate(readFileSync(s.ca));
    const socket = connectTls({ port: s.server.port, host: 'localhost', ca: readFileSync(s.ca) });
    await once(socket, 'secureConnect');
    const shown = socket.getPeerX509Certificate()!;
    socket.destroy();
    expect([authority.ca, shown.ca]).toEqual([true, false]);
    expect(shown.verify(authority.publicKey)).toBe(true);
    expect(shown.fingerprint256).not.toBe(authority.fingerprint256);
    expect(
      ['localhost', '127.0.0.1', '::1'].map((name) => shown.checkHost(name) ?? shown.checkIP(name)),
    ).toEqual(['localhost', '127.0.0.1', '::1']);
    expect(s.server.connectionString).toContain(encodeURIComponent(s.ca));
  });

  test('HTTP asks for a log-in too, except for health', async () => {
    await using s = await secure();
    const get = (path: string, auth?: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const options = {
          port: s.server.port,
          host: 'localhost',
          path,
          ca: readFileSync(s.ca),
          agent: false,
          ...(auth && { auth }),
        };
        request(options, (response) => {
          response.resume();
          resolve(response.statusCode!);
        })
          .on('error', reject)
          .end();
      });
    expect(await get('/ping')).toBe(200);
    expect(await get('/admin')).toBe(401);
    expect(await get('/metrics', 'admin:wrong')).toBe(401);
    expect(await get('/metrics', 'admin:changeit')).toBe(200);
    expect(await get('/admin/api/overview', 'admin:changeit')).toBe(200);
    expect(await get('/admin/api/all', 'ops:changeit')).toBe(403);
    expect(await get('/elsewhere', 'ops:changeit')).toBe(404);
  });

  test('over HTTP/2, as browsers speak it under TLS, the same paths answer the same', async () => {
    await using s = await secure();
    const session = connect(`https://localhost:${s.server.port}`, { ca: readFileSync(s.ca) });
    const authorization = `Basic ${Buffer.from('admin:changeit').toString('base64')}`;
    const get = (path: string, headers = {}) => fetchHttp2(session, path, headers);
    expect(await get('/ping')).toEqual({
      status: 200,
      text: '{"msgTypeId":0,"text":"Ping request successfully handled"}',
    });
    expect((await get('/health/live')).status).toBe(204);
    expect((await get('/health/live', { ':method': 'HEAD' })).status).toBe(204);
    expect((await get('/admin')).status).toBe(401);
    expect((await get('/admin', { authorization })).text).toContain('<title>Event store</title>');
    expect((await get('/metrics', { authorization })).text).toContain('eventstore_log_end_bytes');
    expect((await get('/elsewhere')).status).toBe(404);
    expect((await get('/admin', { authorization, ':authority': 'evil.example' })).status).toBe(421);
    const foreign = { authorization, ':method': 'POST', origin: 'https://evil.example' };
    expect((await get('/subscriptions/restart', foreign)).status).toBe(403);
    const create = { ':method': 'POST', authorization };
    const query = 'fromAll().when({})';
    expect(
      (await fetchHttp2(session, '/projections/continuous?name=p', create, query)).status,
    ).toBe(201);
    const large = await fetchHttp2(
      session,
      '/projections/continuous?name=q',
      create,
      'x'.repeat(2_000_000),
    );
    expect(large.status).toBe(413);
    session.close();
  });
});

test('insecure mode listens on loopback only, unless forced', async () => {
  const { parseOptions } = await import('../src/config/environment.ts');
  const flags = { mem: true, insecure: true, host: '0.0.0.0' };
  expect(() => parseOptions(flags, {})).toThrow('loopback only');
  expect(parseOptions({ ...flags, insecureAnywhere: true }, {}).host).toBe('0.0.0.0');
});
