import { setTimeout as sleep } from 'node:timers/promises';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import {
  EventKind,
  OrderType,
  Phase,
  Side,
  TimeInForce,
  createInlineEngine,
  createThreadedEngine,
  type Engine,
  type EngineCrashedError,
  type ThreadedEngine,
  type ThreadedEngineOptions,
} from '../src/index.ts';
import { RingMemory } from '../src/ring/ring-memory.ts';
import { RingProducer } from '../src/ring/ring-producer.ts';
import { CAPACITY } from './fuzz/pair.ts';
import { generateCommands } from './fuzz/commands.ts';
import type { Command } from './reference/command.ts';
import type { CommandProducerInput } from './threads/command-producer-worker.ts';
import { runThrough, submit } from './threads/submit.ts';

const limits = { orderCapacity: CAPACITY.orders, symbolCapacity: CAPACITY.symbols };
const small = { ...limits, warmUpCommands: 0, commandCapacity: 1024, eventCapacity: 1024 };

const engines: Engine[] = [];
const threaded = async (options: ThreadedEngineOptions = {}): Promise<ThreadedEngine> => {
  const engine = await createThreadedEngine({ ...small, ...options });
  engines.push(engine);
  return engine;
};
afterEach(() => Promise.all(engines.splice(0).map((engine) => engine.stop())));

const symbol = 0;
const open: readonly Command[] = [
  { do: 'addSymbol', with: { token: 1, symbol, windowTicks: 1024 } },
  { do: 'setPhase', with: { token: 2, symbol, phase: Phase.CONTINUOUS } },
];
const order = (ref: number, side: Side, quantity: number): Command => ({
  do: 'newOrder',
  with: {
    token: ref,
    symbol,
    ref,
    side,
    type: OrderType.LIMIT,
    timeInForce: TimeInForce.GTC,
    price: 100,
    quantity,
  },
});

describe('threaded and inline', () => {
  test('give the same events and the same hash', async () => {
    const commands = generateCommands(77, 8_000);
    const inline = createInlineEngine(limits);
    const expected = await runThrough(inline, commands);
    for (const wait of ['spin', 'hybrid', 'park'] as const) {
      const engine = await threaded({ wait });
      expect(await runThrough(engine, commands)).toEqual(expected);
      expect(await engine.stateHash()).toBe(await inline.stateHash());
    }
  });

  test('take over from each other by snapshot, handles and all', async () => {
    const commands = generateCommands(78, 4_000);
    const inline = createInlineEngine(limits);
    await runThrough(inline, commands.slice(0, 2_000));
    const snapshot = await inline.snapshot();
    const started = await threaded({ snapshot });
    const restored = await threaded();
    await restored.restore(snapshot);
    const expected = await runThrough(inline, commands.slice(2_000));
    for (const engine of [started, restored]) {
      expect(await runThrough(engine, commands.slice(2_000))).toEqual(expected);
      expect(await engine.stateHash()).toBe(await inline.stateHash());
      expect(await engine.snapshot()).toEqual(await inline.snapshot());
    }
  });
});

describe('rings smaller than what goes through them', () => {
  test('hold up neither side for ever: a full ring refuses, polling frees it', async () => {
    const commands = generateCommands(79, 5_000);
    const expected = await runThrough(createInlineEngine(limits), commands);
    for (const [commandCapacity, eventCapacity] of [
      [2, 2],
      [4, 2],
      [2, 64],
    ] as const) {
      const engine = await threaded({ commandCapacity, eventCapacity });
      expect(await runThrough(engine, commands)).toEqual(expected);
    }
  });

  test('let one command cause more events than the ring has slots', async () => {
    const engine = await threaded({ commandCapacity: 4, eventCapacity: 4, orderCapacity: 5_000 });
    const resting = Array.from({ length: 4_000 }, (_, i) => order(i + 1, Side.SELL, 1));
    const events = await runThrough(engine, [...open, ...resting, order(9_999, Side.BUY, 4_000)]);
    expect(events.filter((e) => e[0] === EventKind.TRADE)).toHaveLength(4_000);
    expect((await engine.stats()).outboundWaits).toBeGreaterThan(0);
  });

  test('refuse with nothing written, and take the command later', async () => {
    const engine = await threaded({ commandCapacity: 2, eventCapacity: 2 });
    let accepted = 0;
    // Nobody reads the events: sooner or later both rings and the staging area are full.
    for (let ref = 1; submit(engine, order(ref, Side.BUY, 1)); ref++) accepted = ref;
    expect(engine.inFlight).toBe(accepted);
    let completed = 0;
    await engine.drain((e) => {
      if (e.kind === EventKind.COMPLETED) completed++;
    });
    expect(completed).toBe(accepted);
    expect(submit(engine, order(1, Side.BUY, 1))).toBe(true);
  });
});

describe('an engine that dies', () => {
  const poison = (engine: ThreadedEngine): void => {
    const producer = new RingProducer(RingMemory.attach(engine.commandRing));
    expect(producer.tryClaim(1)).toBe(true);
  };

  test('of a producer killed between claim and publish says so by a typed error to everyone who waits', async () => {
    const crashes: EngineCrashedError[] = [];
    const engine = await threaded({ stallTimeoutMs: 20, onCrash: (error) => crashes.push(error) });
    for (const command of open) submit(engine, command);
    await engine.drain(() => {});
    submit(engine, order(1, Side.BUY, 1));
    engine.flush();
    poison(engine);
    const crashed = expect.objectContaining({ code: 'ENGINE_CRASHED' });
    const pending = engine.stateHash();
    await expect(pending).rejects.toEqual(crashed);
    const events: number[] = [];
    expect(engine.poll((e) => events.push(e.kind))).toBe(3);
    expect(events).toEqual([EventKind.ACCEPTED, EventKind.RESTED, EventKind.COMPLETED]);
    await expect(engine.ready()).rejects.toEqual(crashed);
    expect(() => engine.flush()).toThrow(crashed);
    expect(() => submit(engine, order(2, Side.BUY, 1))).toThrow(crashed);
    expect(crashes).toHaveLength(1);
    expect(crashes[0]!.message).toContain('was claimed but not published');
    expect(crashes[0]!.cause).toBeInstanceOf(Error);
  });

  test('leaves its facts to start another from', async () => {
    const engine = await threaded();
    await runThrough(engine, [...open, order(1, Side.BUY, 5), order(2, Side.SELL, 2)]);
    const hash = await engine.stateHash();
    const rebuilt = await threaded();
    rebuilt.addSymbol({ token: 1, symbol, windowTicks: 1024 });
    rebuilt.restoreOrder({
      token: 2,
      symbol,
      ref: 1,
      side: Side.BUY,
      type: OrderType.LIMIT,
      timeInForce: TimeInForce.GTC,
      price: 100,
      quantity: 5,
      openQuantity: 3,
      entrySequence: 1,
    });
    const state = { phase: Phase.CONTINUOUS, lastPrice: 100, entrySequence: 2, tradeSequence: 1 };
    rebuilt.restoreSymbol({ token: 3, symbol, ...state });
    await rebuilt.drain(() => {});
    expect(await rebuilt.stateHash()).toBe(hash);
  });
});

describe('several submitting threads', () => {
  test('share one engine; its owner gets all events and counts its own commands only', async () => {
    const engine = await threaded({
      commandCapacity: 64,
      eventCapacity: 64,
      orderCapacity: 10_000,
    });
    await runThrough(engine, open);
    const orders = 2_000;
    const inputs = [10_000, 20_000, 30_000].map((firstRef): CommandProducerInput => ({
      ring: engine.commandRing,
      firstRef,
      orders,
    }));
    const workers = inputs.map(
      (workerData) =>
        new Worker(new URL('./threads/command-producer-worker.ts', import.meta.url), {
          workerData,
          execArgv: [],
        }),
    );
    const exits = Promise.all(workers.map((worker) => once(worker, 'exit')));
    const rested: number[] = [];
    let foreign = 0;
    while (foreign < 3 * orders) {
      await engine.ready();
      engine.poll((e) => {
        if (e.kind === EventKind.RESTED) rested.push(e.ref);
        if (e.kind === EventKind.COMPLETED && e.isForeign) foreign++;
      });
    }
    expect(engine.inFlight).toBe(0);
    expect((await exits).flat()).toEqual([0, 0, 0]);
    for (const { firstRef } of inputs) {
      const own = rested.filter((ref) => ref >= firstRef && ref < firstRef + orders);
      expect(own).toEqual(Array.from({ length: orders }, (_, i) => firstRef + i));
    }
  });
});

describe('starting', () => {
  test('from a damaged snapshot fails by a typed error', async () => {
    const snapshot = await createInlineEngine(limits).snapshot();
    snapshot[20]! ^= 1;
    await expect(threaded({ snapshot })).rejects.toEqual(
      expect.objectContaining({ name: 'SnapshotError', code: 'ENGINE_SNAPSHOT_CORRUPT' }),
    );
  });

  test('with impossible capacities fails before a thread is started', async () => {
    await expect(threaded({ orderCapacity: 0 })).rejects.toThrow(RangeError);
    await expect(threaded({ symbolCapacity: 1.5 })).rejects.toThrow(RangeError);
    await expect(threaded({ eventCapacity: 1000 })).rejects.toThrow(RangeError);
  });

  test('says what became of pinning and priority, and goes on without them', async () => {
    const engine = await threaded({ core: 4_095, priority: 1 });
    const { pinning, priority } = await engine.stats();
    expect(pinning).toMatchObject({ requested: 4_095, applied: false });
    expect(pinning!.detail).not.toBe('');
    expect(priority).toMatchObject({ requested: 1 });
  });

  test('pins the thread where the machine has cores to choose from', async (context) => {
    const engine = await threaded({ core: 0 });
    const { pinning } = await engine.stats();
    if (!pinning!.applied) context.skip(`pinning is not possible here: ${pinning!.detail}`);
    expect(pinning!.detail).toBe('allowed cores: 0');
  });
});

describe('an idle engine', () => {
  test('sleeps, and measures what it did', async () => {
    const engine = await threaded({ wait: 'park' });
    await runThrough(engine, generateCommands(80, 2_000));
    // A thread that got no processor until everything was there had nothing to wait for; it has now.
    let stats = await engine.stats();
    for (let looks = 0; stats.parks === 0 && looks < 100; looks++) {
      await sleep(10);
      stats = await engine.stats();
    }
    expect(stats.commands).toBeGreaterThan(2_000);
    expect(stats.parks).toBeGreaterThan(0);
    expect(stats.missedWakeUps).toBe(0);
    expect(stats.serviceTime.samples).toBe(Math.floor(stats.commands / 256));
    expect(stats.serviceTime.p50).toBeGreaterThan(0);
    expect(stats.utilisation).toBeLessThan(1);
  });

  test('does not keep the process alive, nor does waiting for it', async () => {
    const script = fileURLToPath(new URL('./threads/idle-process.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', script]);
    expect(stdout).toBe('waiting\n');
  });
});
