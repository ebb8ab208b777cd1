import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
  type CommandPort,
  type Engine,
  type NewOrder,
} from '../src/index.ts';

// Every kind of bad input through the public door, inline and threaded: a typed answer, and the state is what it was.

const limits = { orderCapacity: 4, symbolCapacity: 4, commandCapacity: 64, eventCapacity: 64 };
const kinds = {
  inline: async (): Promise<Engine> => createInlineEngine(limits),
  threaded: (): Promise<Engine> => createThreadedEngine({ ...limits, warmUpCommands: 0 }),
};

const OPEN = 0;
const CLOSED = 1;
const UNKNOWN = 3;
const LIVE = 10;
const GONE = 11;
const token = 9;

const order: NewOrder = {
  token,
  symbol: OPEN,
  ref: 20,
  side: Side.BUY,
  type: OrderType.LIMIT,
  timeInForce: TimeInForce.GTC,
  price: 100,
  quantity: 10,
};
const wrongOrder =
  (changes: Partial<NewOrder>) =>
  (engine: CommandPort): boolean =>
    engine.newOrder({ ...order, ...changes });

const live = { token, symbol: OPEN, ref: LIVE };

describe.each(Object.entries(kinds))('the %s engine, on bad input', (_, create) => {
  let engine: Engine;
  let handle = 0;
  let before = '';
  let snapshot: Uint8Array;

  beforeAll(async () => {
    engine = await create();
    for (const symbol of [OPEN, CLOSED]) {
      engine.addSymbol({ token, symbol, windowTicks: 1024, priceIncrement: 5 });
    }
    engine.setPhase({ token, symbol: OPEN, phase: Phase.CONTINUOUS });
    engine.newOrder({ ...order, ref: GONE });
    engine.cancel({ token, symbol: OPEN, ref: GONE });
    engine.newOrder({ ...order, ref: LIVE });
    await engine.drain((e) => {
      if (e.kind === EventKind.ACCEPTED && e.ref === LIVE) handle = e.handle;
    });
    before = await engine.stateHash();
    snapshot = await engine.snapshot();
  });
  beforeEach(() => engine.restore(snapshot));
  afterAll(() => engine.stop());

  test.each<[string, (engine: CommandPort) => boolean, keyof typeof RejectReason]>([
    ['quantity zero', wrongOrder({ quantity: 0 }), 'INVALID_QUANTITY'],
    ['quantity below zero', wrongOrder({ quantity: -1 }), 'INVALID_QUANTITY'],
    ['quantity 2³¹', wrongOrder({ quantity: 2 ** 31 }), 'INVALID_QUANTITY'],
    ['quantity 2³² + 5', wrongOrder({ quantity: 2 ** 32 + 5 }), 'INVALID_QUANTITY'],
    ['quantity with a fraction', wrongOrder({ quantity: 0.5 }), 'INVALID_QUANTITY'],
    ['quantity that is no number', wrongOrder({ quantity: Number.NaN }), 'INVALID_QUANTITY'],
    ['price zero', wrongOrder({ price: 0 }), 'INVALID_PRICE'],
    ['price below zero', wrongOrder({ price: -5 }), 'INVALID_PRICE'],
    ['price above the highest', wrongOrder({ price: 2_147_483_646 }), 'INVALID_PRICE'],
    ['price 2³² + 100', wrongOrder({ price: 2 ** 32 + 100 }), 'INVALID_PRICE'],
    ['price infinite', wrongOrder({ price: Infinity }), 'INVALID_PRICE'],
    ['price off tick', wrongOrder({ price: 101 }), 'OFF_TICK'],
    ['a side that is none', wrongOrder({ side: 2 as Side }), 'MALFORMED'],
    ['a ref that is alive', wrongOrder({ ref: LIVE }), 'DUPLICATE_REF'],
    ['a symbol never added', wrongOrder({ symbol: UNKNOWN }), 'UNKNOWN_SYMBOL'],
    ['a symbol beyond the capacity', wrongOrder({ symbol: 4 }), 'UNKNOWN_SYMBOL'],
    ['a symbol below zero', wrongOrder({ symbol: -1 }), 'UNKNOWN_SYMBOL'],
    [
      'an immediate order for a closed symbol',
      wrongOrder({ symbol: CLOSED, timeInForce: TimeInForce.IOC }),
      'PHASE',
    ],
    [
      'a day order for a closed symbol',
      wrongOrder({ symbol: CLOSED, timeInForce: TimeInForce.DAY }),
      'PHASE',
    ],
    ['a cancel of nobody', (e) => e.cancel({ ...live, ref: 99 }), 'UNKNOWN_ORDER'],
    ['a cancel of a finished order', (e) => e.cancel({ ...live, ref: GONE }), 'UNKNOWN_ORDER'],
    [
      'a cancel under another symbol',
      (e) => e.cancel({ ...live, symbol: CLOSED }),
      'UNKNOWN_ORDER',
    ],
    ['a replace of nobody', (e) => e.replace({ ...live, ref: 99, quantity: 5 }), 'UNKNOWN_ORDER'],
    ['a replace to nothing', (e) => e.replace({ ...live, quantity: 0 }), 'INVALID_QUANTITY'],
    [
      'a replace to a price off tick',
      (e) => e.replace({ ...live, quantity: 5, price: 99 }),
      'OFF_TICK',
    ],
    [
      'a symbol twice',
      (e) => e.addSymbol({ token, symbol: OPEN, windowTicks: 1024 }),
      'DUPLICATE_SYMBOL',
    ],
    [
      'a window of no power of two',
      (e) => e.addSymbol({ token, symbol: 2, windowTicks: 1000 }),
      'MALFORMED',
    ],
    [
      'bands the wrong way round',
      (e) => e.setBands({ token, symbol: OPEN, lower: 110, upper: 90 }),
      'INVALID_PRICE',
    ],
    [
      'a phase that is none',
      (e) => e.setPhase({ token, symbol: OPEN, phase: 99 as Phase }),
      'MALFORMED',
    ],
    [
      'an auction outside of its phase',
      (e) => e.uncross({ token, symbol: OPEN, referencePrice: 0, nextPhase: Phase.CONTINUOUS }),
      'INVALID_PHASE_CHANGE',
    ],
  ])('%s is refused by reason', async (__, submit, reason) => {
    expect(await refusalOf(submit)).toEqual([reason, reason]);
    expect(await engine.stateHash()).toBe(before);
  });

  /** The reasons of REJECTED and COMPLETED. */
  const refusalOf = async (submit: (engine: CommandPort) => boolean): Promise<string[]> => {
    const reasons: string[] = [];
    expect(submit(engine)).toBe(true);
    await engine.drain((e) => {
      const isAnswer = e.kind === EventKind.REJECTED || e.kind === EventKind.COMPLETED;
      if (isAnswer) reasons.push(nameOf(RejectReason, e.reason));
    });
    return reasons;
  };

  test('a handle of an earlier order in the same slot, or of none, is refused', async () => {
    for (const wrong of [handle + 1, handle ^ (1 << 20), -1]) {
      expect(await refusalOf((e) => e.cancel({ ...live, handle: wrong })), `${wrong}`).toEqual([
        'UNKNOWN_ORDER',
        'UNKNOWN_ORDER',
      ]);
    }
    expect(await engine.stateHash()).toBe(before);
    expect(await refusalOf((e) => e.cancel({ ...live, handle }))).toEqual(['NONE']);
  });

  test('an order too many is refused until one has gone', async () => {
    for (const ref of [31, 32, 33]) engine.newOrder({ ...order, ref });
    await engine.drain(() => {});
    const full = await engine.stateHash();
    expect(await refusalOf(wrongOrder({ ref: 34 }))).toEqual(['CAPACITY', 'CAPACITY']);
    expect(await engine.stateHash()).toBe(full);
    engine.cancel(live);
    await engine.drain(() => {});
    expect(await refusalOf(wrongOrder({ ref: 34 }))).toEqual(['NONE']);
  });

  test('a name that is no int32 throws before anything is submitted', async () => {
    const wrong: readonly Partial<NewOrder>[] = [
      { ref: 2 ** 31 },
      { token: 0.5 },
      { stpGroup: Number.NaN },
    ];
    for (const changes of wrong) {
      expect(() => wrongOrder(changes)(engine)).toThrow(InvalidCommandError);
    }
    expect(() => engine.cancel({ ...live, handle: 2 ** 31 })).toThrow(InvalidCommandError);
    expect(engine.inFlight).toBe(0);
    expect(await engine.stateHash()).toBe(before);
  });

  test('a full ring refuses with nothing written, and takes the command once events were read', async () => {
    const submit = wrongOrder({ quantity: 0 });
    let taken = 0;
    while (submit(engine)) taken++;
    let completed = 0;
    await engine.drain((e) => {
      if (e.kind === EventKind.COMPLETED) completed++;
    });
    expect(completed).toBe(taken);
    expect(await engine.stateHash()).toBe(before);
    expect(submit(engine)).toBe(true);
    await engine.drain(() => {});
  });

  test.each([
    ['one flipped bit', (s: Uint8Array) => (s[40]! ^= 8), 'ENGINE_SNAPSHOT_CORRUPT'],
    ['a newer version', (s: Uint8Array) => (s[4] = 2), 'ENGINE_SNAPSHOT_VERSION'],
    ['another kind of file', (s: Uint8Array) => s.fill(0), 'ENGINE_SNAPSHOT_FORMAT'],
  ])(
    'a snapshot with %s is refused, and the engine goes on as it was',
    async (__, damage, code) => {
      const damaged = snapshot.slice();
      damage(damaged);
      await expect(engine.restore(damaged)).rejects.toEqual(expect.objectContaining({ code }));
      expect(await engine.stateHash()).toBe(before);
      expect(await refusalOf((e) => e.cancel({ ...live, handle }))).toEqual(['NONE']);
    },
  );
});
