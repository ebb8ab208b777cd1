import gossip from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import persistent from '@eventstore/db-client/generated/persistent_grpc_pb.js';
import projections from '@eventstore/db-client/generated/projections_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { WireWriter } from '../../src/codec/wire-writer.ts';
import { answerOf, framed, openCall, type RawAnswer } from './raw-client.ts';

const READ = '/event_store.client.streams.Streams/Read';
const BATCH = '/event_store.client.streams.Streams/BatchAppend';
const APPEND = '/event_store.client.streams.Streams/Append';

async function withSession<T>(
  port: number,
  use: (session: ClientHttp2Session) => Promise<T>,
): Promise<T> {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  session.on('error', () => {});
  try {
    return await use(session);
  } finally {
    session.destroy();
  }
}

const send = (port: number, path: string, bytes: Uint8Array, headers = {}): Promise<RawAnswer> =>
  withSession(port, (session) => {
    const stream = openCall(session, path, headers);
    stream.end(bytes);
    return answerOf(stream);
  });

/** Paths of the methods that clients know. */
export const METHODS: readonly string[] = [
  streams.StreamsService,
  persistent.PersistentSubscriptionsService,
  projections.ProjectionsService,
  gossip.GossipService,
  features.ServerFeaturesService,
].flatMap((service) => Object.values(service).map(({ path }) => path));

/** How long a call may go on that has been taken for a subscription, ms. */
const SUBSCRIBED_MS = 200;

/** What a call with one message comes to; undefined where it has been taken for a subscription, and ends when we leave. */
export const answerTo = (
  port: number,
  path: string,
  bytes: Uint8Array,
): Promise<RawAnswer | undefined> =>
  withSession(port, (session) => {
    const stream = openCall(session, path, {});
    stream.end(framed(bytes));
    const { promise: later, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => resolve(undefined), SUBSCRIBED_MS);
    return Promise.race([answerOf(stream), later]).finally(() => clearTimeout(timer));
  });

export const oversized = (port: number): Promise<RawAnswer> => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(0xfff_ffff, 1);
  return send(port, BATCH, head);
};

export const halfMessage = (port: number): Promise<RawAnswer> =>
  send(port, APPEND, framed(Buffer.alloc(100)).subarray(0, 50));

export const compressed = (port: number): Promise<RawAnswer> => {
  const frame = framed(Buffer.from('x'));
  frame[0] = 1;
  return send(port, READ, frame);
};

export const unknownMethod = (port: number): Promise<RawAnswer> =>
  send(port, '/event_store.client.streams.Streams/Explode', framed(Buffer.alloc(0)));

export const wrongContentType = (port: number): Promise<number> =>
  withSession(port, async (session) => {
    const stream = openCall(session, READ, { 'content-type': 'text/html' });
    stream.end();
    const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
    return Number(headers[':status']);
  });

/** A read of `$all` with a filter. */
export function filteredRead(port: number, regex: string): Promise<RawAnswer> {
  const writer = new WireWriter();
  const options = writer.begin(1);
  const all = writer.begin(2);
  writer.empty(2);
  writer.finish(all);
  writer.number(5, 1000);
  const filter = writer.begin(7);
  const expression = writer.begin(1);
  writer.string(1, regex);
  writer.finish(expression);
  writer.finish(filter);
  writer.finish(options);
  return send(port, READ, framed(writer.take()));
}

/** A stream name and type of bytes that are no UTF-8, by BatchAppend. */
export async function invalidUtf8(port: number): Promise<RawAnswer> {
  const invalid = Buffer.from([0xff, 0xfe, 0x61, 0xc0]);
  const writer = new WireWriter();
  const correlation = writer.begin(1);
  writer.string(2, '00000000-0000-0000-0000-000000000001');
  writer.finish(correlation);
  const options = writer.begin(2);
  const identifier = writer.begin(1);
  writer.bytes(3, invalid);
  writer.finish(identifier);
  writer.empty(4);
  writer.finish(options);
  const message = writer.begin(3);
  const id = writer.begin(1);
  writer.string(2, '11111111-1111-1111-1111-111111111111');
  writer.finish(id);
  for (const [key, value] of [
    ['type', invalid],
    ['content-type', Buffer.from('application/json')],
  ] as const) {
    const entry = writer.begin(2);
    writer.string(1, key);
    writer.bytes(2, value);
    writer.finish(entry);
  }
  writer.finish(message);
  writer.number(4, 1);
  return send(port, BATCH, framed(writer.take()));
}

/** Bytes that are neither HTTP/2 nor HTTP/1.1, and frames that break the protocol after a right preface. */
export async function notHttp(port: number): Promise<void> {
  const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
  const texts = [
    '\0\0\0\0',
    'GET',
    'PRI * HTTP/9',
    `${preface}garbage garbage garbage`,
    `${preface}\xff\xff\xff\xff\xff\xff\xff\xff\xff`,
  ];
  for (const text of texts) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.end(Buffer.from(text, 'latin1'));
    socket.resume();
    await once(socket, 'close');
  }
}

/** Connections that speak HTTP/2 and then nothing; returns how to end them. */
export async function idleConnections(port: number, count: number): Promise<() => void> {
  const preface = Buffer.concat([
    Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
  ]);
  const sockets: Socket[] = [];
  for (let started = 0; started < count; started += 200) {
    const batch = Array.from({ length: Math.min(200, count - started) }, async () => {
      const socket = connect(port, '127.0.0.1');
      sockets.push(socket);
      socket.on('error', () => {});
      await once(socket, 'connect');
      socket.write(preface);
      await once(socket, 'data');
    });
    await Promise.all(batch);
  }
  return () => {
    for (const socket of sockets) socket.destroy();
  };
}

/** A request for everything from the start on, and what comes later. */
export function subscriptionToAll(): Buffer {
  const writer = new WireWriter();
  const options = writer.begin(1);
  const all = writer.begin(2);
  writer.empty(2);
  writer.finish(all);
  writer.empty(6);
  writer.empty(8);
  writer.finish(options);
  return framed(writer.take());
}

/** Readers of everything that never take what they asked for; returns how to end them. */
export function neverReading(port: number, count: number): () => void {
  const sessions = Array.from({ length: count }, () => {
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    session.on('error', () => {});
    const stream = openCall(session, READ);
    stream.on('error', () => {});
    stream.end(subscriptionToAll());
    stream.pause();
    return session;
  });
  return () => {
    for (const session of sessions) session.destroy();
  };
}

/** How a client leaves in the middle of its messages. */
export const DEPARTURES = [
  'destroys its session',
  'ends its socket',
  'resets its socket',
  'cancels its calls',
  'ends its calls and destroys',
] as const;

/** Opens calls, sends half a message on each, and is gone. */
export async function leaveAmidMessages(
  port: number,
  how: (typeof DEPARTURES)[number],
  calls: number,
): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  const session = connectHttp2(`http://127.0.0.1:${port}`, { createConnection: () => socket });
  session.on('error', () => {});
  const streams = Array.from({ length: calls }, () => {
    const stream = openCall(session, APPEND);
    stream.on('error', () => {});
    stream.write(framed(Buffer.alloc(2000)).subarray(0, 1000));
    return stream;
  });
  // The server answers a ping when it has read everything sent before it.
  await new Promise<void>((resolve) => session.ping(() => resolve()));
  if (how === 'destroys its session') session.destroy();
  else if (how === 'ends its socket') socket.destroy();
  else if (how === 'resets its socket') socket.resetAndDestroy();
  else if (how === 'cancels its calls') for (const stream of streams) stream.close(8);
  else for (const stream of streams) stream.end();
  session.destroy();
}

/** Half messages of `bytes` on as many calls of as many connections; resolves with the calls' statuses so far and how to end them. */
export async function unfinishedMessages(
  port: number,
  {
    connections,
    calls,
    bytes,
  }: { readonly connections: number; readonly calls: number; readonly bytes: number },
): Promise<{ readonly statuses: readonly number[]; readonly end: () => void }> {
  const half = framed(Buffer.alloc(bytes * 2)).subarray(0, 5 + bytes);
  const statuses: number[] = [];
  const sessions = Array.from({ length: connections }, () => {
    const session = connectHttp2(`http://127.0.0.1:${port}`);
    session.on('error', () => {});
    return session;
  });
  for (const session of sessions) {
    const written = Array.from({ length: calls }, async () => {
      const stream = openCall(session, APPEND);
      stream.on('error', () => {});
      // A call that is refused has its answer; what it still wanted to write nobody reads any more.
      const answered = new Promise<void>((resolve) => {
        stream.on('response', (headers) => {
          statuses.push(Number(headers['grpc-status']));
          resolve();
        });
      });
      const over = once(stream, 'close');
      await Promise.race([new Promise((resolve) => stream.write(half, resolve)), over, answered]);
    });
    await Promise.all(written);
    await new Promise<void>((resolve) => session.ping(() => resolve()));
  }
  return {
    statuses,
    end: () => {
      for (const session of sessions) session.destroy();
    },
  };
}
