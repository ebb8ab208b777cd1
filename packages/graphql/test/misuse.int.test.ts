import { eventually, firstSeed, rounds } from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGatewayStack, TOKEN, type GatewayStack } from './gateway-stack.ts';
import { misuseHttp } from './misuse/http-misuse.ts';
import { misuseNats } from './misuse/nats-misuse.ts';
import { Random } from './misuse/random.ts';
import { misuseSockets } from './misuse/socket-misuse.ts';

const SEED = firstSeed();
const matter = {
  accountId: 'alice',
  instrumentId: 'Y',
  symbol: 'YSYM',
  orderId: '0192f3a0-7c1e-7aaa-8bbb-00000000d001',
  actionId: '0192f3a0-7c1e-7aaa-8bbb-00000000d002',
  planId: '0192f3a0-7c1e-7aaa-8bbb-00000000d003',
  plannedOrderId: '0192f3a0-7c1e-7aaa-8bbb-00000000d004',
  runId: '2026-12-01-1',
};

let gateway: GatewayStack;
/** Every message of the platform's account, as an administrator of it hears them. */
const heard: { readonly subject: string; readonly data: string }[] = [];

beforeAll(async () => {
  gateway = await startGatewayStack({ administrator: true });
  await listenToAll();
});
afterAll(async () => {
  await gateway.stop();
  expect(gateway.failures).toEqual([]);
});

/** No user of an installation may hear everything: this server has one more. */
async function listenToAll(): Promise<void> {
  const connection = await gateway.write.connectAs('administrator');
  connection.subscribe('>', {
    callback: (_, message) => void heard.push({ subject: message.subject, data: message.string() }),
  });
  await connection.flush();
}

/** A command by the ordinary way is still decided, and a question answered. */
async function stillServes(): Promise<void> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({
      query: `mutation { cancelOrder(input: { accountId: "alice", instrumentId: "Y", orderId: "${matter.orderId}" }) { status code } }`,
    }),
  });
  expect(await response.json()).toEqual({
    data: { cancelOrder: { status: 'REJECTED', code: expect.stringMatching(/^UNKNOWN_/) } },
  });
}

describe(`misuse, from seed ${SEED}`, () => {
  test('requests over NATS: each has a typed answer, and what is sent elsewhere arrives nowhere', async () => {
    const connection = await gateway.write.connectAs('bots');
    const count = rounds(1_000, 30_000);
    const { wrong, seen } = await misuseNats(connection, new Random(SEED), matter, count);
    expect(wrong).toEqual([]);
    for (const code of ['SCHEMA_VIOLATION', 'MALFORMED_MESSAGE', 'WRONG_ROUTE', 'FORBIDDEN'])
      expect([...seen]).toContain(code);
    await stillServes();
  });

  test('requests over HTTP: each has a typed answer', async () => {
    const count = rounds(600, 20_000);
    const { wrong, seen } = await misuseHttp(gateway.url, TOKEN, new Random(SEED + 1), count);
    expect(wrong).toEqual([]);
    for (const code of ['200', '400', '401', 'BAD_REQUEST', 'UNAUTHENTICATED'])
      expect([...seen]).toContain(code);
    await stillServes();
  });

  test('conversations over WebSockets: each frame and each end is one that the protocol knows', async () => {
    const count = rounds(200, 5_000);
    const { wrong, seen } = await misuseSockets(gateway.url, TOKEN, new Random(SEED + 2), count);
    expect(wrong).toEqual([]);
    for (const code of ['4400', '4401', '1005']) expect([...seen]).toContain(code);
    await stillServes();
    await eventually('no reader is left', () => gateway.changes.readers === 0);
  });

  test('nothing was said where it does not belong', () => {
    expect(heard.length).toBeGreaterThan(100);
    const strays = heard.filter(({ subject, data }) => !belongs(subject, data));
    expect(strays.slice(0, 5)).toEqual([]);
    expect(gateway.failures).toEqual([]);
  });
});

/** Who may have said what: callers under their own names, services where their work is. */
function belongs(subject: string, data: string): boolean {
  if (/^(cmd|qry)\./.test(subject)) return /\.(bots|gateway)$/.test(subject);
  if (subject.startsWith('$KV.LEASES.')) return data.startsWith('test/');
  // The market of the stack's made-up venue.
  if (/^(md\.|\$KV\.FEEDS\.)/.test(subject)) return true;
  if (subject.startsWith('dlq.')) return subject.endsWith('.bots');
  return /^(_R_\.|_INBOX\.(bots|commands|market_data|projections|provisioner)\.|\$JS\.|evt\.)/.test(
    subject,
  );
}
