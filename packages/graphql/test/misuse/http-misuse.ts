import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { noFindings, type Findings } from './findings.ts';
import { mutated } from './mutate.ts';
import type { Random } from './random.ts';

const QUERIES = [
  '{ __typename }',
  '{ account(id: "alice") { cash orders(first: 3) { orders { id status } } } }',
  'query ($id: ID!) { order(id: $id) { id } }',
  'mutation { cancelOrder(input: { accountId: "alice", instrumentId: "Y", orderId: "x" }) { status code } }',
  'subscription { orderUpdated(accountId: "alice") { id } }',
  '{ instruments(first: 1) { instruments { id symbol } } }',
];
const START = [
  'POST /graphql',
  'GET /graphql?query=%7B__typename%7D',
  'POST /graphql?x=y',
  'PUT /graphql',
  'OPTIONS *',
  'GET //',
  'POST /graph%71l',
  'TRACE /',
  'POST http://x/graphql',
  'GET /graphiql',
  'POST /\u0000',
];
const ODD_LINES = [
  'Content-Type: text/plain',
  'Content-Type: application/json; charset=utf-7',
  'Content-Encoding: gzip',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: chunked, identity',
  'Content-Length: 5',
  'Content-Length: -1',
  'Host: x',
  'Host: evil.example',
  'Upgrade: websocket',
  'Connection: upgrade',
  'Expect: 100-continue',
  'X: \u0001',
  `X: ${'a'.repeat(20_000)}`,
  'Authorization: Bearer x',
  'Origin: https://evil.example',
  ': y',
  'a b: c',
];

const CODES = /^HTTP\/1\.1 (\d+)|"code":"([A-Z_]+)"/gm;

/** One request over a socket of its own, as nobody should send it; what the gateway says, or that it said nothing. */
async function send(url: URL, bytes: Buffer): Promise<string> {
  const socket = connect(Number(url.port), url.hostname);
  socket.on('error', () => undefined);
  socket.end(bytes);
  try {
    return await text(socket);
  } catch {
    // It was reset: what was sent was not HTTP.
    return '';
  } finally {
    socket.destroy();
  }
}

function requestOf(random: Random, host: string, token: string): Buffer {
  const body = mutated(
    { query: random.of(QUERIES), variables: { id: 'x' }, operationName: null },
    random,
  );
  const lines = [
    `${random.below(4) === 0 ? random.of(START) : 'POST /graphql'} HTTP/${random.below(9) === 0 ? '9.9' : '1.1'}`,
    `Host: ${host}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    ...(random.below(5) === 0 ? [] : [`Authorization: Bearer ${token}`]),
  ];
  if (random.below(3) === 0) lines.splice(1 + random.below(lines.length), 0, random.of(ODD_LINES));
  if (random.below(12) === 0) lines.splice(random.below(lines.length), 1);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

/** @returns wrong: answers that are none: of a server's own failure, or GraphQL without data and without a code. */
export async function misuseHttp(
  address: string,
  token: string,
  random: Random,
  count: number,
): Promise<Findings> {
  const url = new URL(address);
  const { wrong, seen } = noFindings();
  for (let n = 0; n < count; n += 20)
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const request = requestOf(random, url.host, token);
        const answer = await send(url, request);
        for (const [, status, code] of answer.matchAll(CODES)) seen.add(status ?? code ?? '');
        if (!isTyped(answer))
          wrong.push(`${request.toString('latin1').slice(0, 400)}\n→ ${answer.slice(0, 400)}`);
      }),
    );
  return { wrong, seen };
}

function isTyped(whole: string): boolean {
  // Of `Expect: 100-continue`.
  const answer = whole.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  if (answer === '') return true;
  const [, status = ''] = /^HTTP\/1\.1 (\d{3})/.exec(answer) ?? [];
  if (!/^[1-4]\d\d$/.test(status)) return false;
  // Behind a whole request others may have stood, each with an answer of its own.
  const [, length = '0'] = /\r\ncontent-length: (\d+)/i.exec(answer) ?? [];
  const begin = answer.indexOf('\r\n\r\n') + 4;
  const body = Buffer.from(answer.slice(begin)).subarray(0, Number(length)).toString();
  if (body === '' || !/content-type: application\/(json|graphql-response\+json)/i.test(answer))
    return true;
  const { data, errors } = (JSON.parse(body) ?? {}) as {
    readonly data?: unknown;
    readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
  };
  // Node's own answers have no body; those of the gateway have a code that is not INTERNAL.
  return errors === undefined
    ? data !== undefined || status.startsWith('4')
    : errors.every(({ extensions }) => /^(?!INTERNAL)[A-Z_]+$/.test(extensions?.code ?? ''));
}
