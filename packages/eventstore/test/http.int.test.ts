import {
  EventStoreDBClient,
  START,
  persistentSubscriptionToStreamSettingsFromDefaults as streamSettings,
} from '@eventstore/db-client';
import { request } from 'node:http';
import { expect, test } from 'vitest';
import { numbered, scene, type Scene } from './support/server.ts';

const get = (s: Scene, path: string, init?: RequestInit): Promise<Response> =>
  fetch(`http://127.0.0.1:${s.server.port}${path}`, init);

test('/ping, /health/live and 404 are served over HTTP/1.1 on the gRPC port', async () => {
  await using s = await scene();
  const ping = await get(s, '/ping');
  expect([ping.status, await ping.json()]).toEqual([
    200,
    { msgTypeId: 0, text: 'Ping request successfully handled' },
  ]);
  expect((await get(s, '/health/live')).status).toBe(204);
  expect((await get(s, '/elsewhere')).status).toBe(404);
});

test('the admin page shows streams, events, $all, subscriptions and projections, and changes nothing', async () => {
  await using s = await scene();
  await s.client.appendToStream('order-1', [numbered(1)]);
  await s.client.createPersistentSubscriptionToStream(
    'order-1',
    'g',
    streamSettings({ startFrom: START }),
  );
  const page = await get(s, '/');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  expect(await page.text()).toContain('<title>Event store</title>');
  const api = async (path: string): Promise<unknown> => (await get(s, `/admin/api/${path}`)).json();
  expect(await api('stream?name=order-1')).toMatchObject({
    status: 'exists',
    last: 0,
    events: [{ type: 'happened', data: '{"n":1}' }],
  });
  expect(await api('stream?name=none')).toMatchObject({ status: 'missing' });
  expect(await api('all')).toEqual(
    expect.arrayContaining([expect.objectContaining({ stream: 'order-1', revision: 0 })]),
  );
  expect(await api('subscriptions')).toMatchObject([{ stream: 'order-1', group: 'g', clients: 0 }]);
  expect(await api('projections')).toHaveLength(5);
  expect((await get(s, '/admin/api/stream?name=order-1', { method: 'POST' })).status).toBe(404);
});

test.each(['/streams/order-1', '/streams/order-1/head', '/subscriptions/order-1/g', '/users'])(
  '%s says that it is not served, not that there is no such stream',
  async (path) => {
    await using s = await scene();
    const answer = await get(s, path);
    expect([answer.status, await answer.text()]).toEqual([
      501,
      'AtomPub and the HTTP interface around it are not served; use gRPC on this port',
    ]);
  },
);

test('a name that a browser was tricked into resolving to this machine is refused', async () => {
  await using s = await scene();
  const status = await new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: s.server.port,
      path: '/admin/api/all',
      headers: { host: 'evil.example' },
    };
    request(options, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(421);
});

test('/metrics tells appends, commits and the state of the log', async () => {
  await using s = await scene();
  await s.client.appendToStream('order-1', [numbered(1)]);
  const text = await (await get(s, '/metrics')).text();
  expect(text).toMatch(/eventstore_log_end_bytes \d+/);
  expect(text).toContain(
    'eventstore_projection_running{projection="$by_category",status="Stopped"} 0',
  );
});

test('the HTTP fallbacks list, show, replay and restart subscriptions, and create projections', async () => {
  await using s = await scene();
  await s.client.createPersistentSubscriptionToStream(
    'order-1',
    'g',
    streamSettings({ startFrom: START }),
  );
  expect(await (await get(s, '/subscriptions')).json()).toEqual([
    { eventStreamId: 'order-1', groupName: 'g' },
  ]);
  expect(await (await get(s, '/subscriptions/order-1/g/info')).json()).toMatchObject({
    groupName: 'g',
    config: { startFrom: 0 },
  });
  expect((await get(s, '/subscriptions/order-1/none/info')).status).toBe(404);
  expect((await get(s, '/subscriptions/order-1/g/replayParked', { method: 'POST' })).status).toBe(
    200,
  );
  expect((await get(s, '/subscriptions/restart', { method: 'POST' })).status).toBe(200);
  const created = await get(s, '/projections/continuous?name=p&emit=false', {
    method: 'POST',
    body: 'fromAll().when({})',
  });
  expect(created.status).toBe(201);
  const large = await get(s, '/projections/continuous?name=q', {
    method: 'POST',
    body: 'x'.repeat(2_000_000),
  });
  expect(large.status).toBe(413);
  expect((await s.client.getProjectionStatus('p')).name).toBe('p');
});

test('discovery by gossip leads to the advertised address', async () => {
  await using s = await scene();
  const client = EventStoreDBClient.connectionString(
    `esdb+discover://127.0.0.1:${s.server.port}?tls=false`,
  );
  await client.appendToStream('order-1', [numbered(1)]);
  await client.dispose();
});
