import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NotReadyError, probeReady, showProgress } from './start-progress.ts';

let answer: { readonly status: number; readonly body: string };
const server = createServer((_, response) => {
  response.writeHead(answer.status).end(answer.body);
});
let url: string;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/health/ready`;
});
afterAll(() => server.close());

async function probe(status: number, body: string): Promise<unknown> {
  answer = { status, body };
  return probeReady(url).then(
    () => 'ready',
    (error: unknown) => (error instanceof NotReadyError ? error.progress : error),
  );
}

test('readiness says how far a service is; whatever else a server answers says nothing of it', async () => {
  const recovering = { facts: 1, of: 2, factsPerSecond: 3, etaSeconds: 4 };
  expect(await probe(200, '{}')).toBe('ready');
  expect(await probe(503, JSON.stringify({ recovering }))).toEqual(recovering);
  const { etaSeconds: _, ...rest } = recovering;
  expect(await probe(503, JSON.stringify({ recovering: rest }))).toEqual(rest);
  for (const body of [
    '',
    'null',
    '[]',
    'starting',
    '{"recovering":null}',
    '{"recovering":{"facts":"1","of":2,"factsPerSecond":3}}',
    '{"recovering":{"facts":-1,"of":2,"factsPerSecond":3}}',
  ])
    expect(await probe(503, body), body).toBeUndefined();
});

test('progress is said with what there is: facts of facts, rate and time left', () => {
  const of = 5_000_000;
  expect(showProgress({ facts: 1_200_000, of, factsPerSecond: 118_000, etaSeconds: 33 })).toBe(
    '1,200,000 of 5,000,000 facts (24 %), 118,000 facts/s, 33 s left',
  );
  expect(showProgress({ facts: 4_999_999, of, factsPerSecond: 0 })).toBe(
    '4,999,999 of 5,000,000 facts (99 %)',
  );
  expect(showProgress({ facts: 0, of: 0, factsPerSecond: 0 })).toBe('0 of 0 facts');
});
