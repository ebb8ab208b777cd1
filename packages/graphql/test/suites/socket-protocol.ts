import { on, once } from 'node:events';
import { eventually } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { KNOWN_DOCUMENT, sha256, TOKEN, type GatewayStack } from '../gateway-stack.ts';

interface Frame {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

const init = (token = TOKEN): object => ({
  type: 'connection_init',
  payload: { Authorization: `Bearer ${token}` },
});
const subscribe = (
  id: string,
  query = 'subscription { tradeExecuted(instrumentId: "Q") { id } }',
) => ({
  type: 'subscribe',
  id,
  payload: { query },
});

/** A socket that is talked to frame by frame. */
class Conversation {
  /** The code that the socket is closed with. */
  readonly closed: Promise<number>;
  readonly #socket: WebSocket;
  readonly #frames: AsyncIterator<[Buffer]>;

  constructor(url: string) {
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    this.#frames = on(this.#socket, 'message', { close: ['close'] }) as AsyncIterator<[Buffer]>;
    this.closed = once(this.#socket, 'close').then(([code]) => code as number);
  }

  async send(...frames: readonly (object | string | Buffer)[]): Promise<void> {
    if (this.#socket.readyState === WebSocket.CONNECTING) await once(this.#socket, 'open');
    for (const frame of frames) {
      const asIs = typeof frame === 'string' || Buffer.isBuffer(frame);
      this.#socket.send(asIs ? frame : JSON.stringify(frame));
    }
  }

  /** The next frame; undefined where the socket is closed before one. */
  async next(): Promise<Frame | undefined> {
    const { done, value } = await this.#frames.next();
    return done ? undefined : (JSON.parse(value[0].toString()) as Frame);
  }

  /** Says who it is. */
  async login(): Promise<void> {
    await this.send(init());
    expect(await this.next()).toEqual({ type: 'connection_ack' });
  }

  end(): void {
    this.#socket.terminate();
  }
}

/** The protocol graphql-transport-ws, frame by frame: github.com/enisdenjo/graphql-ws, PROTOCOL.md. */
export function describeSocketProtocol(gateway: () => GatewayStack): void {
  const connect = (): Conversation => new Conversation(gateway().url);

  test('a document may be named instead of being sent', async () => {
    const socket = connect();
    await socket.login();
    const named = (sha256Hash: string) => ({
      type: 'subscribe',
      id: sha256Hash,
      payload: { query: '', extensions: { persistedQuery: { version: 1, sha256Hash } } },
    });
    // Known: it goes on without a word until there is a trade.
    await socket.send(named(sha256(KNOWN_DOCUMENT)), named('0'), { type: 'ping' });
    const told = [await socket.next(), await socket.next()];
    expect(told).toContainEqual({ type: 'pong' });
    expect(told).toContainEqual({
      type: 'error',
      id: '0',
      payload: [expect.objectContaining({ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } })],
    });
    socket.end();
  });

  describe('a socket of a known user is closed with', () => {
    test.concurrent.for<[number, string, readonly (object | string | Buffer)[]]>([
      [4400, 'what is no JSON', ['x']],
      [4400, 'what is no message', ['null']],
      [4400, 'a message of an unknown type', [{ type: 'start', id: '1' }]],
      [4400, 'a message that only servers send', [{ type: 'next', id: '1', payload: {} }]],
      [4400, 'a frame that is not text', [Buffer.from('{"type":"ping"}')]],
      [4400, 'a syntax tree', [{ type: 'subscribe', id: '1', payload: { query: {} } }]],
      [4409, 'an id that is in use', [subscribe('1'), subscribe('1')]],
      [4429, 'a second connection_init', [init()]],
    ])('%i after %s', async ([code, , frames], context) => {
      const socket = connect();
      await socket.login();
      await socket.send(...frames);
      context.expect(await socket.next()).toBeUndefined();
      context.expect(await socket.closed).toBe(code);
    });
  });

  describe('a socket of who is not known is closed with', () => {
    test.concurrent.for<[number, string, readonly (object | string)[]]>([
      [4400, 'what is no JSON', ['x']],
      [4401, 'a subscription', [subscribe('1')]],
      [4403, 'a wrong token', [init('wrong')]],
      [4403, 'no token', [{ type: 'connection_init' }]],
      [4408, 'silence', []],
    ])('%i after %s', async ([code, , frames], context) => {
      const socket = connect();
      await socket.send(...frames);
      context.expect(await socket.next()).toBeUndefined();
      context.expect(await socket.closed).toBe(code);
    });
  });

  test('a subscription that does not come about ends with `error`, and its id is free again', async () => {
    const socket = connect();
    await socket.login();
    for (let times = 0; times < 2; times++) {
      await socket.send(subscribe('1', 'subscription { orderUpdated(accountId: "*") { id } }'));
      expect(await socket.next()).toMatchObject({
        type: 'error',
        id: '1',
        payload: [{ path: ['orderUpdated'], extensions: { code: 'BAD_REQUEST' } }],
      });
    }
    await socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong' });
    socket.end();
  });

  test('a socket carries fifty subscriptions', async () => {
    const socket = connect();
    await socket.login();
    await socket.send(...Array.from({ length: 51 }, (_, index) => subscribe(`${index}`)));
    expect(await socket.next()).toMatchObject({
      type: 'error',
      id: '50',
      payload: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }],
    });
    expect(gateway().changes.readers).toBe(50);
    socket.end();
    await eventually('readers end with their socket', () => gateway().changes.readers === 0);
  });

  test('readers end when their id is used again', async () => {
    const socket = connect();
    await socket.login();
    await socket.send(subscribe('1'), subscribe('2'), subscribe('2'));
    expect(await socket.closed).toBe(4409);
    await eventually('no reader is left', () => gateway().changes.readers === 0);
  });
}
