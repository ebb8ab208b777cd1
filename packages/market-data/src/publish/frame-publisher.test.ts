import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { decodeFrame } from '../frame/decode.ts';
import { MarketUpdate } from '../update/market-update.ts';
import { FRAME_CAPACITY, FramePublisher, SHARDS } from './frame-publisher.ts';

/** A server that takes what it is sent when it is told to. */
class TestServer {
  readonly frames: { readonly subject: string; readonly sequences: number[] }[] = [];
  readonly symbols: string[] = [];
  isConnected = true;
  #waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];

  readonly publish = (subject: string, data?: unknown): void => {
    if (typeof data === 'string') return void this.symbols.push(data);
    const sequences: number[] = [];
    decodeFrame(
      data as Uint8Array,
      new MarketUpdate(),
      ({ sequence }) => void sequences.push(sequence),
    );
    this.frames.push({ subject, sequences });
  };

  readonly flush = (): Promise<void> =>
    new Promise((resolve, reject) => void this.#waiting.push({ resolve, reject }));

  async takeAll(): Promise<void> {
    for (const { resolve } of this.#waiting.splice(0)) resolve();
    await vi.advanceTimersByTimeAsync(0);
  }

  async goDown(): Promise<void> {
    this.isConnected = false;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error('disconnected'));
    await vi.advanceTimersByTimeAsync(0);
  }
}

let server: TestServer;
let lags: number[];
let ms: number;
let publisher: FramePublisher;
let sequence: number;

beforeEach(() => {
  vi.useFakeTimers();
  [server, lags, ms, sequence] = [new TestServer(), [], 1_000, 0];
  publisher = new FramePublisher({
    nats: server,
    isConnected: () => server.isConnected,
    now: () => ms,
    lag: (seconds) => void lags.push(seconds),
  });
});
afterEach(() => vi.useRealTimers());

/** Publishes so many updates of one source and instrument. */
function publish(count: number, instrument = 0): void {
  for (let i = 0; i < count; i++)
    publisher.update(
      Object.assign(new MarketUpdate(), { kind: 7, sequence: ++sequence, instrument }),
    );
}

describe('updates go out', () => {
  test('at once where a frame is full, a few milliseconds later where it is not', () => {
    publish(FRAME_CAPACITY + 2);
    expect(server.frames.map(({ sequences }) => sequences.length)).toEqual([FRAME_CAPACITY]);
    vi.advanceTimersByTime(4);
    expect(server.frames).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(server.frames[1]?.sequences).toEqual([FRAME_CAPACITY + 1, FRAME_CAPACITY + 2]);
    expect(publisher.counts).toEqual({ published: FRAME_CAPACITY + 2, dropped: 0, frames: 2 });
  });

  test('under the shard of their instrument', () => {
    for (let i = 0; i <= SHARDS; i++) publish(1, i);
    publisher.flush();
    expect(server.frames.map(({ subject, sequences }) => [subject, sequences])).toEqual([
      ['md.updates.0', [1, 5]],
      ['md.updates.1', [2]],
      ['md.updates.2', [3]],
      ['md.updates.3', [4]],
    ]);
  });

  test('with the time since the oldest of a frame was received', () => {
    publish(1);
    ms += 4;
    publish(1);
    ms += 3;
    publisher.flush();
    expect(lags).toEqual([0.007]);
  });

  test('and a symbol’s number is told once', () => {
    for (const [number, symbol] of [
      [0, 'A'],
      [1, 'B'],
      [0, 'A'],
    ] as const)
      publisher.instrument(number, symbol);
    expect(server.symbols).toEqual([
      '{"instrument":0,"symbol":"A"}',
      '{"instrument":1,"symbol":"B"}',
    ]);
  });
});

describe('what the server does not take', () => {
  test('is dropped and counted beyond what may be under way, and later updates go out again', async () => {
    publish(300 * FRAME_CAPACITY);
    expect(server.frames).toHaveLength(256);
    expect(publisher.counts.dropped).toBe(44 * FRAME_CAPACITY);
    // The first round trip covers the first frame, the next one the rest.
    await server.takeAll();
    await server.takeAll();
    publish(FRAME_CAPACITY);
    expect(server.frames).toHaveLength(257);
  });

  test('holds up who waits for room, until half of it has arrived', async () => {
    publish(200 * FRAME_CAPACITY);
    let hasRoom = false;
    void publisher.room().then(() => (hasRoom = true));
    await server.takeAll();
    expect(hasRoom).toBe(false);
    await server.takeAll();
    expect(hasRoom).toBe(true);
  });

  test('holds up nobody where the server is away, and is counted', async () => {
    publish(200 * FRAME_CAPACITY);
    await server.goDown();
    await publisher.room();
    publish(3);
    publisher.flush();
    expect(publisher.counts.dropped).toBe(3);
  });
});
