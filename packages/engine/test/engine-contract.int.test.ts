import { afterEach, describe, expect, test } from 'vitest';
import {
  EventKind,
  InvalidCommandError,
  OrderType,
  Phase,
  RejectReason,
  Side,
  TimeInForce,
  createInlineEngine,
  createThreadedEngine,
  nameOf,
  type Engine,
  type EngineEvent,
} from '../src/index.ts';

const small = { orderCapacity: 1000, symbolCapacity: 16, commandCapacity: 64, eventCapacity: 256 };

const kinds = {
  inline: async (): Promise<Engine> => createInlineEngine(),
  threaded: (): Promise<Engine> => createThreadedEngine({ ...small, warmUpCommands: 0 }),
};

const symbol = 7;
const limit = (token: number, ref: number, side: Side, price: number, quantity: number) => ({
  token,
  symbol,
  ref,
  side,
  type: OrderType.LIMIT,
  timeInForce: TimeInForce.GTC,
  price,
  quantity,
});

describe.each(Object.entries(kinds))('the %s engine', (_, create) => {
  let engine: Engine;
  let events: string[];
  const take = (e: Readonly<EngineEvent>): void => {
    events.push(`${e.token} ${nameOf(EventKind, e.kind)} ${e.ref}`);
  };

  const open = async (): Promise<void> => {
    engine = await create();
    events = [];
    engine.addSymbol({ token: 1, symbol, windowTicks: 1024 });
    engine.setPhase({ token: 2, symbol, phase: Phase.CONTINUOUS });
  };

  afterEach(() => engine.stop());

  test('answers each command with its events and one COMPLETED, in order, under its token', async () => {
    await open();
    engine.newOrder(limit(3, 30, Side.SELL, 101, 100));
    engine.newOrder(limit(4, 40, Side.BUY, 102, 150));
    expect(engine.inFlight).toBe(4);
    await engine.drain(take);
    expect(engine.inFlight).toBe(0);
    expect(events).toEqual([
      '1 COMPLETED 0',
      '2 PHASE_CHANGED 0',
      '2 COMPLETED 0',
      '3 ACCEPTED 30',
      '3 RESTED 30',
      '3 COMPLETED 30',
      '4 ACCEPTED 40',
      '4 TRADE 40',
      '4 RESTED 40',
      '4 COMPLETED 40',
    ]);
  });

  test('names maker and taker of a trade by ref and by handle', async () => {
    await open();
    const handles = new Map<number, number>();
    const trades: number[][] = [];
    engine.newOrder(limit(3, 30, Side.SELL, 101, 100));
    engine.newOrder(limit(4, 40, Side.BUY, 102, 150));
    await engine.drain((e) => {
      if (e.kind === EventKind.ACCEPTED) handles.set(e.ref, e.handle);
      if (e.kind === EventKind.TRADE) {
        trades.push([e.ref, e.handle, e.leaves, e.makerRef, e.makerHandle, e.makerLeaves]);
        trades.push([e.price, e.quantity, e.sequence]);
      }
    });
    expect(trades).toEqual([
      [40, handles.get(40), 50, 30, handles.get(30), 0],
      [101, 100, 1],
    ]);
  });

  test('can take a new symbol while running, and refuses it twice', async () => {
    await open();
    await engine.drain(take);
    const reasons: number[] = [];
    engine.addSymbol({ token: 5, symbol: 8, windowTicks: 2048 });
    engine.addSymbol({ token: 6, symbol: 8, windowTicks: 2048 });
    await engine.drain((e) => reasons.push(e.reason));
    expect(reasons).toEqual([
      RejectReason.NONE,
      RejectReason.DUPLICATE_SYMBOL,
      RejectReason.DUPLICATE_SYMBOL,
    ]);
  });

  test('refuses a name that is no int32 before anything is submitted', async () => {
    await open();
    await engine.drain(take);
    expect(() => engine.newOrder(limit(3, 2 ** 31, Side.BUY, 100, 1))).toThrow(InvalidCommandError);
    expect(engine.inFlight).toBe(0);
  });

  test('tells when there is something to poll', async () => {
    await open();
    let told = false;
    await engine.drain(take);
    const ready = engine.ready().then(() => {
      told = true;
    });
    await new Promise(setImmediate);
    expect(told).toBe(false);
    engine.newOrder(limit(3, 30, Side.SELL, 101, 100));
    engine.flush();
    await ready;
    expect(engine.poll(take)).toBeGreaterThan(0);
  });

  test('hands over no more events at a time than asked for', async () => {
    await open();
    engine.newOrder(limit(3, 30, Side.SELL, 101, 100));
    await engine.stateHash();
    expect(engine.poll(take, 2)).toBe(2);
    expect(engine.poll(take, 100)).toBe(4);
    expect(events.at(-1)).toBe('3 COMPLETED 30');
  });

  test('answers queries after all that was submitted before them', async () => {
    await open();
    engine.newOrder(limit(3, 30, Side.SELL, 101, 100));
    const [depth, top, order, none] = await Promise.all([
      engine.depth(symbol, 5),
      engine.top(symbol),
      engine.order(30),
      engine.order(31),
    ]);
    expect(depth).toEqual({ bids: [], asks: [{ price: 101, quantity: 100, orders: 1 }] });
    expect(top?.ask?.price).toBe(101);
    expect(order).toMatchObject({ ref: 30, openQuantity: 100, where: 'book' });
    expect(none).toBeUndefined();
  });

  test('fails all use after it was stopped', async () => {
    await open();
    await engine.drain(take);
    await engine.stop();
    const stopped = expect.objectContaining({ code: 'ENGINE_STOPPED' });
    expect(() => engine.newOrder(limit(3, 30, Side.SELL, 101, 100))).toThrow(stopped);
    await expect(engine.ready()).rejects.toEqual(stopped);
    await expect(engine.stateHash()).rejects.toEqual(stopped);
  });
});
