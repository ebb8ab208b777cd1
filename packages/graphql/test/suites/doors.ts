import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { eventually } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { TOKEN, type GatewayStack } from '../gateway-stack.ts';

/** Somebody who comes and goes; the gateway does not know her at first. */
const person = (name: string) =>
  ({
    name,
    roles: ['trader'],
    accounts: [name],
    tokenSha256: createHash('sha256').update(`token-of-${name}`).digest('hex'),
  }) as const;
const [eve, ivy] = [person('eve'), person('ivy')];

const QUERY = JSON.stringify({ query: '{ __typename }' });

/** What every request passes: authentication, trusted hosts and origins, rates, and what a user's end ends. */
export function describeDoors(gateway: () => GatewayStack): void {
  const host = (): string => new URL(gateway().url).host;

  /** Sends bytes as they are: clients of HTTP would put them right. */
  async function raw(start: string, headers: readonly string[], body = QUERY): Promise<string> {
    const { hostname, port } = new URL(gateway().url);
    const socket = connect(Number(port), hostname);
    const lines = [
      `${start} HTTP/1.1`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      ...headers,
    ];
    socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
    return text(socket);
  }
  const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

  test.each([
    ['headers', 'POST /graphql HTTP/1.1\r\nHost: $host\r\n', 'X: a\r\n'],
    [
      'a body',
      `POST /graphql HTTP/1.1\r\nHost: $host\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{"query":"`,
      ' ',
    ],
  ])(
    'a request of which %s trickles in is ended, though something always comes',
    async (_, head, more) => {
      const { hostname, port } = new URL(gateway().url);
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      socket.write(head.replace('$host', host()));
      const trickle = setInterval(() => socket.write(more), 100);
      try {
        const answer = await saidBefore(socket);
        expect(answer === '' ? 408 : statusOf(answer)).toBe(408);
      } finally {
        clearInterval(trickle);
        socket.destroy();
      }
    },
  );

  describe('without a token nothing is reached', () => {
    test.each([
      ['/graphql', '', 401],
      ['/graph%71l', '', 401],
      ['/%67raphql', '', 401],
      ['/graphql/', '', 401],
      ['/graphiql/../graphql', '', 401],
      ['/graphiql%2f..%2fgraphql', '', 401],
      ['/nothing', '', 401],
      ['//graphql', '', 400],
      ['http://$host/graphql', '', 400],
      ['http://evil.example/graphql', '', 400],
      ['/graphql', 'Upgrade: x', 401],
      ['/graphql', 'Upgrade:', 401],
      ['/graphql', 'Upgrade: websocket', 401],
      ['/graphql', 'Connection: upgrade\r\nUpgrade: websocket', 401],
      ['/graphql', 'X-HTTP-Method-Override: GET', 401],
    ])('at %s with %j', async (target, header, status) => {
      const headers = [`Host: ${host()}`, ...(header === '' ? [] : [header])];
      const answer = await raw(`POST ${target.replace('$host', host())}`, headers);
      expect(answer).not.toContain('__typename');
      expect(answer).not.toContain('"Query"');
      expect(statusOf(answer)).toBe(status);
    });

    test('by GET that asks for another protocol', async () => {
      const target = '/graphql?query=%7B__typename%7D';
      for (const upgrade of ['Upgrade: x', 'Upgrade: websocket'])
        expect(statusOf(await raw(`GET ${target}`, [`Host: ${host()}`, upgrade], ''))).toBe(401);
    });
  });

  describe('with a token', () => {
    const token = `Authorization: Bearer ${TOKEN}`;
    test.each([
      ['the address', ['Host: $host'], 200],
      ['localhost', ['Host: localhost:1'], 200],
      ['a name that is ours', ['Host: trade.example'], 200],
      ['a name that was made to lead here', ['Host: evil.example'], 421],
      ['two hosts', ['Host: $host', 'Host: evil.example'], 400],
      ['our own page', ['Host: $host', 'Origin: http://$host'], 200],
      ['a page that is trusted', ['Host: $host', 'Origin: https://trade.example'], 200],
      ['another page', ['Host: $host', 'Origin: https://evil.example'], 403],
      ['a page of none', ['Host: $host', 'Origin: null'], 403],
      ['a page of another port', ['Host: $host', 'Origin: http://127.0.0.1:1'], 403],
      ['a page of another scheme', ['Host: $host', 'Origin: https://$host'], 403],
      ['rebinding', ['Host: evil.example', 'Origin: http://evil.example'], 421],
    ])('%s', async (_what, headers, status) => {
      const sent = headers.map((header) => header.replace('$host', host()));
      expect(statusOf(await raw('POST /graphql', [...sent, token]))).toBe(status);
    });
  });

  test.each([
    ['https://evil.example', undefined, 403],
    ['null', undefined, 403],
    ['http://127.0.0.1:1', undefined, 403],
    ['http://evil.example', 'evil.example', 421],
    [undefined, 'evil.example', 421],
  ])('a socket from %s to %s is refused', async (origin, name, status) => {
    const socket = new WebSocket(
      `${gateway().url.replace('http', 'ws')}/graphql`,
      'graphql-transport-ws',
      { headers: { ...(origin && { origin }), ...(name && { host: name }) } },
    );
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toBe(`Unexpected server response: ${status}`);
  });

  test('a wrong token is logged, with where it came from and without itself; a missing one is a mistake', async () => {
    const authorization = 'Bearer a-guess-that-is-wrong';
    await fetch(`${gateway().url}/graphql`, { method: 'POST', headers: { authorization } });
    const lines = gateway().warned.map((line) => JSON.stringify(line));
    expect(lines.some((line) => /127\.0\.0\.1.*not known/.test(line))).toBe(true);
    expect(lines.join()).not.toContain('a-guess');
  });

  test('every answer says that no other page may show it or guess what it is', async () => {
    for (const path of ['/graphql', '/nothing', '/graphiql', '/graphiql/static/ruru.js']) {
      const { headers } = await fetch(`${gateway().url}${path}`, { method: 'GET' });
      expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
      expect(headers.get('content-security-policy'), path).toContain("base-uri 'none'");
      // The explorer's own files are the same for everybody.
      if (!path.includes('static')) expect(headers.get('cache-control'), path).toBe('no-store');
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('referrer-policy'), path).toBe('no-referrer');
      expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin');
      expect(headers.get('content-type'), path).toMatch(/^[a-z]+\/[a-z]+; charset=utf-8$/i);
      expect(headers.has('access-control-allow-origin'), path).toBe(false);
      expect(headers.has('set-cookie'), path).toBe(false);
    }
  });

  describe('a socket is ended', () => {
    const frame = (bytes: number) =>
      JSON.stringify({ type: 'ping', payload: { x: 'x'.repeat(bytes) } });
    const flood = async (times: number, bytes: number): Promise<number> => {
      const url = `${gateway().url.replace('http', 'ws')}/graphql`;
      const socket = new WebSocket(url, 'graphql-transport-ws');
      await once(socket, 'open');
      const closed = new Promise<number>((resolve) => socket.once('close', resolve));
      // What it still sends meets a closed door.
      socket.on('error', () => undefined);
      // It does not read what it is answered until it has sent everything.
      socket.pause();
      const sent = Array.from(
        { length: times },
        () => new Promise((resolve) => socket.send(frame(bytes), resolve)),
      );
      await Promise.all(sent);
      socket.resume();
      return closed;
    };

    test('that does not read its answers, before they fill the memory', async () => {
      // More than the system itself keeps for both sides of a connection.
      expect(await flood(2_000, 15_000)).toBe(1006);
    });

    test('that sends more messages than an address may', async () => {
      expect(await flood(20_000, 1)).toBe(1008);
      await eventually('the address may ask again', async () => {
        const answers = await Promise.all([1, 2, 3].map(() => fetch(`${gateway().url}/nothing`)));
        return answers.every(({ status }) => status === 401);
      });
    });
  });

  describe('a user', () => {
    const ask = async (query: string, who = 'eve') => {
      const response = await fetch(`${gateway().url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer token-of-${who}` },
        body: JSON.stringify({ query }),
      });
      return { response, body: (await response.json()) as { errors?: readonly object[] } };
    };
    const listen = async (): Promise<WebSocket> => {
      const url = `${gateway().url.replace('http', 'ws')}/graphql`;
      const socket = new WebSocket(url, 'graphql-transport-ws');
      await once(socket, 'open');
      const payload = { Authorization: 'Bearer token-of-eve' };
      socket.send(JSON.stringify({ type: 'connection_init', payload }));
      await once(socket, 'message');
      const query = 'subscription { orderUpdated(accountId: "eve") { id } }';
      socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }));
      await eventually('there is a reader', () => gateway().changes.readers === 1);
      return socket;
    };

    test.each([
      ['is gone', []],
      ['has other rights', [{ ...eve, accounts: ['eve', 'mallory'] }]],
      ['has another token', [{ ...eve, tokenSha256: '0'.repeat(64) }]],
      ['has a token that has expired', [{ ...eve, expiresAt: '2020-01-01T00:00:00Z' }]],
    ])('who %s loses socket and subscriptions', async (_what, users) => {
      gateway().users.replace([...gateway().everybody, eve]);
      const socket = await listen();
      const closed = once(socket, 'close');
      gateway().users.replace([...gateway().everybody, ...users]);
      expect((await closed)[0]).toBe(4403);
      await eventually('no reader is left', () => gateway().changes.readers === 0);
      gateway().users.replace(gateway().everybody);
      expect((await ask('{ __typename }')).response.status).toBe(401);
    });

    test('who asks in new words each time pays for reading them', async () => {
      gateway().users.replace([...gateway().everybody, ivy]);
      const statuses = await Promise.all(
        Array.from({ length: 60 }, async (_, index) => {
          const query = `query Q${index} { __typename ${'@skip(if: true) '.repeat(120)} }`;
          const { response } = await ask(query, 'ivy');
          return response.status;
        }),
      );
      expect(new Set(statuses)).toEqual(new Set([200, 429]));
      gateway().users.replace(gateway().everybody);
    });

    test('who asks for too much too often is told when to ask again', async () => {
      gateway().users.replace([...gateway().everybody, eve]);
      const query = `{ ${['a', 'b'].map((name) => `${name}: orders(accountId: "eve", first: 490) { orders { id } }`).join(' ')} }`;
      // More than ten times the burst.
      const answers = await Promise.all(Array.from({ length: 60 }, () => ask(query)));
      const refused = answers.filter(({ response }) => response.status === 429);
      expect(refused.length).toBeGreaterThan(0);
      expect(answers.length - refused.length).toBeGreaterThan(0);
      for (const { response, body } of refused) {
        expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
        expect(body.errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
      }
      gateway().users.replace(gateway().everybody);
    });
  });
}

/** What a server says before it ends the connection; by a reset, too, where more of ours is on its way by then. */
async function saidBefore(socket: Socket): Promise<string> {
  let said = '';
  try {
    for await (const chunk of socket) said += String(chunk);
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code !== 'ECONNRESET' && code !== 'EPIPE') throw error;
  }
  return said;
}
