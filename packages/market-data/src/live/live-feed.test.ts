import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { MessageReader } from '../formats/websocket/message-reader.ts';
import { LiveFeed } from './live-feed.ts';
import { CoinbaseSession } from './venue-session.ts';

// A venue that takes connections and does nothing else, on this machine.

let server: WebSocketServer;
let url: string;
beforeAll(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0, autoPong: false });
  await once(server, 'listening');
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  for (const socket of server.clients) socket.terminate();
  server.close();
});

const reader: MessageReader = {
  sequencing: 'ASCENDING',
  position: 0,
  leftOut: { unrepresentable: 0, unknownOrders: 0, otherMessages: 0 },
  push: () => undefined,
};

function feed(signal: AbortSignal, now = () => performance.now()): LiveFeed {
  const session = new CoinbaseSession({ symbols: ['A'], credentials: undefined });
  const limits = { connectMs: 5_000, pingMs: 5, silentMs: 50 };
  return new LiveFeed({ url, session, reader, now, signal, limits });
}

test('given a venue that is silent to pings, the session ends by itself', async () => {
  const steps = feed(new AbortController().signal).steps();
  await expect(steps.next()).rejects.toMatchObject({ name: 'VenueError', code: 'SILENT' });
});

test('given a venue that is not there, the session ends with that', async () => {
  const session = new CoinbaseSession({ symbols: ['A'], credentials: undefined });
  const { signal } = new AbortController();
  const nowhere = new LiveFeed({ url: 'ws://127.0.0.1:9', session, reader, now: () => 0, signal });
  await expect(nowhere.steps().next()).rejects.toMatchObject({ code: 'NO_CONNECTION' });
});

test('given a stop, the session ends without an error, and its connection too', async () => {
  const stop = new AbortController();
  const connected = once(server, 'connection') as Promise<[import('ws').WebSocket]>;
  // Time stands still: nothing is silent.
  const step = feed(stop.signal, () => 0)
    .steps()
    .next();
  const [socket] = await connected;
  const closed = once(socket, 'close');
  stop.abort();
  expect(await step).toEqual({ done: true, value: undefined });
  await closed;
});

test('given a venue that sends the caller elsewhere, nobody there is called', async () => {
  let called = 0;
  const elsewhere = () => void (called += 1);
  server.on('connection', elsewhere);
  const sender = createServer().on('upgrade', (_, socket) => {
    socket.end(`HTTP/1.1 302 Found\r\nLocation: ${url}\r\nConnection: close\r\n\r\n`);
  });
  sender.listen(0, '127.0.0.1');
  await once(sender, 'listening');
  const session = new CoinbaseSession({ symbols: ['A'], credentials: undefined });
  const address = `ws://127.0.0.1:${(sender.address() as AddressInfo).port}`;
  const { signal } = new AbortController();
  const sent = new LiveFeed({ url: address, session, reader, now: () => 0, signal });
  await expect(sent.steps().next()).rejects.toMatchObject({ code: 'NO_CONNECTION' });
  expect(called).toBe(0);
  server.off('connection', elsewhere);
  sender.close();
});
