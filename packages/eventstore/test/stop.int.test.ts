import { readFileSync } from 'node:fs';
import { connect, type ClientHttp2Session } from 'node:http2';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { WireWriter } from '../src/codec/wire-writer.ts';
import { startEventStore } from '../src/index.ts';
import { until } from './support/events.ts';
import { answerOf, framed, openCall, type RawAnswer } from './support/raw-client.ts';
import { subscriptionToAll } from './support/hostile.ts';
import { temporaryData } from './support/server.ts';

const STREAMS = '/event_store.client.streams.Streams';
const GRPC_CANCELLED = 1;
const GRPC_UNAVAILABLE = 14;

/** The options of an Append to `order-1` with any revision. */
function appendOptions(): Buffer {
  const writer = new WireWriter();
  const options = writer.begin(1);
  const identifier = writer.begin(1);
  writer.string(3, 'order-1');
  writer.finish(identifier);
  writer.empty(4);
  writer.finish(options);
  return framed(writer.take());
}

describe.each(['plain', 'TLS'])('a server that is stopped, %s', (transport) => {
  const open = async (): Promise<{ stop: () => Promise<void>; session: ClientHttp2Session }> => {
    if (transport === 'plain') {
      const server = await startEventStore({ port: 0, memory: true });
      return { stop: () => server.stop(), session: connect(`http://127.0.0.1:${server.port}`) };
    }
    const data = temporaryData();
    const server = await startEventStore({ port: 0, data, tls: 'development' });
    const ca = readFileSync(join(data, 'development.crt'));
    return {
      stop: () => server.stop(),
      session: connect(`https://localhost:${server.port}`, { ca }),
    };
  };
  const headers = { authorization: `Basic ${Buffer.from('admin:changeit').toString('base64')}` };

  test('tells calls that are under way before the connection ends: try again, or ended', async () => {
    const { stop, session } = await open();
    const calls = [
      ['Append', appendOptions()],
      ['BatchAppend', Buffer.alloc(0)],
      ['Read', subscriptionToAll()],
    ] as const;
    let answered = 0;
    const answers: Promise<RawAnswer>[] = calls.map(([method, bytes]) => {
      const stream = openCall(session, `${STREAMS}/${method}`, headers);
      stream.once('response', () => answered++);
      if (bytes.length > 0) stream.write(bytes);
      if (method === 'Read') stream.end();
      return answerOf(stream);
    });
    // BatchAppend and Read are accepted at once; an Append hears nothing before its end.
    await until('the calls have arrived', () => answered === 2);
    await stop();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses).toEqual([GRPC_UNAVAILABLE, GRPC_CANCELLED, GRPC_CANCELLED]);
    session.destroy();
  });
});
