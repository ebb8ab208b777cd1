import { describe, expect, test } from 'vitest';
import { stateHash } from '../src/book/state-hash.ts';
import { EventKind, Phase, RejectReason } from '../src/index.ts';
import { encodeRestoreOrder, encodeRestoreSymbol } from '../src/protocol/command-encoder.ts';
import { SLOT_WORDS } from '../src/protocol/layout.ts';
import { readSnapshot } from '../src/snapshot/read-snapshot.ts';
import { writeSnapshot } from '../src/snapshot/write-snapshot.ts';
import { generateCommands } from './fuzz/commands.ts';
import { checkInvariants } from './fuzz/invariants.ts';
import { CAPACITY, Pair } from './fuzz/pair.ts';
import { Runner } from './fuzz/run-commands.ts';
import type { Order, SymbolModel } from './reference/model.ts';

const SEED = 20_261;
const COMMANDS = 6_000;
const HANDLE = 7;
const MAKER_HANDLE = 14;

describe('one list of commands', () => {
  test('gives the same events, word for word, and the same hash in every run', () => {
    const run = (): { events: number[][]; hash: string } => {
      const runner = new Runner();
      const events = generateCommands(SEED, COMMANDS).flatMap((c) => runner.execute(c));
      return { events, hash: stateHash(runner.engine) };
    };
    const [first, second] = [run(), run()];
    expect(first.events.length).toBeGreaterThan(COMMANDS);
    expect(second).toEqual(first);
  });

  test('leaves no trace of a refused command', () => {
    const runner = new Runner();
    let refused = 0;
    for (const command of generateCommands(SEED + 1, COMMANDS)) {
      const before = stateHash(runner.engine);
      const completed = runner.execute(command).at(-1)!;
      if (completed[1] === RejectReason.NONE) continue;
      refused++;
      expect(stateHash(runner.engine)).toBe(before);
    }
    expect(refused).toBeGreaterThan(COMMANDS / 20);
  });
});

describe('snapshot', () => {
  test('restored, goes on with the same events as the engine it was taken from, handles included', () => {
    const commands = generateCommands(SEED + 2, COMMANDS);
    const original = new Runner();
    let compared = 0;
    for (let i = 0; i < commands.length; i += 500) {
      const part = commands.slice(i, i + 500);
      const restored = new Runner(writeSnapshot(original.engine));
      expect(stateHash(restored.engine)).toBe(stateHash(original.engine));
      for (const command of part) {
        expect(restored.execute(command)).toEqual(original.execute(command));
        compared++;
      }
      checkInvariants(restored.engine);
      expect(writeSnapshot(restored.engine)).toEqual(writeSnapshot(original.engine));
    }
    expect(compared).toBe(commands.length);
  });

  const lively = (): Uint8Array => {
    const runner = new Runner();
    for (const command of generateCommands(SEED + 3, 800)) runner.execute(command);
    return writeSnapshot(runner.engine);
  };

  test('with any one bit flipped is refused', () => {
    const snapshot = lively();
    for (let bit = 0; bit < snapshot.length * 8; bit += 7) {
      const damaged = snapshot.slice();
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => readSnapshot(damaged, CAPACITY, new Runner().sink)).toThrow(
        expect.objectContaining({ name: 'SnapshotError' }),
      );
    }
  });

  const withVersion = (snapshot: Uint8Array, version: number): Uint8Array => {
    const copy = snapshot.slice();
    new DataView(copy.buffer).setInt32(4, version, true);
    return copy;
  };

  test.each([
    ['of a newer version', (s: Uint8Array) => withVersion(s, 2), 'ENGINE_SNAPSHOT_VERSION'],
    ['cut short', (s: Uint8Array) => s.slice(0, -4), 'ENGINE_SNAPSHOT_CORRUPT'],
    [
      'made longer',
      (s: Uint8Array) => Uint8Array.from([...s, 0, 0, 0, 0]),
      'ENGINE_SNAPSHOT_CORRUPT',
    ],
    ['of odd length', (s: Uint8Array) => s.slice(0, -1), 'ENGINE_SNAPSHOT_FORMAT'],
    [
      'that is no snapshot',
      () => new TextEncoder().encode('no snapshot at all..'),
      'ENGINE_SNAPSHOT_FORMAT',
    ],
    ['of nothing', () => new Uint8Array(0), 'ENGINE_SNAPSHOT_FORMAT'],
  ])('%s is refused', (_, damage, code) => {
    expect(() => readSnapshot(damage(lively()), CAPACITY, new Runner().sink)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  test('of an engine with another order capacity is refused: its handles would mean other orders', () => {
    const other = { ...CAPACITY, orders: CAPACITY.orders + 1 };
    expect(() => readSnapshot(lively(), other, new Runner().sink)).toThrow(
      expect.objectContaining({ code: 'ENGINE_SNAPSHOT_CAPACITY' }),
    );
  });
});

describe('books rebuilt from the host’s list of open orders', () => {
  test('have the same hash and go on with the same events, under new handles', () => {
    const commands = generateCommands(SEED + 4, COMMANDS);
    const pair = new Pair();
    let rebuilt = 0;
    for (const [i, command] of commands.entries()) {
      if (i % 300 === 299) {
        const runner = rebuild(pair);
        expect(stateHash(runner.engine)).toBe(stateHash(pair.engine));
        const twin = new Runner(writeSnapshot(pair.engine));
        for (const next of commands.slice(i, i + 100)) {
          expect(withoutHandles(runner.execute(next))).toEqual(withoutHandles(twin.execute(next)));
        }
        rebuilt++;
      }
      pair.step(command, false);
    }
    expect(rebuilt).toBe(Math.floor(commands.length / 300));
  });

  test.each([
    ['a ref twice', { ref: 1 }, RejectReason.DUPLICATE_REF],
    ['more open than ordered', { openQuantity: 11 }, RejectReason.INVALID_QUANTITY],
    ['nothing open', { openQuantity: 0 }, RejectReason.INVALID_QUANTITY],
    [
      'more shown than open',
      { displayQuantity: 5, shownQuantity: 11 },
      RejectReason.INVALID_DISPLAY,
    ],
    ['hidden quantity without display', { shownQuantity: 3 }, RejectReason.INVALID_DISPLAY],
    ['no sequence', { entrySequence: 0 }, RejectReason.MALFORMED],
    ['an immediate order', { timeInForce: 3 as const }, RejectReason.INVALID_COMBINATION],
    ['a price that is none', { price: 0 }, RejectReason.INVALID_PRICE],
  ])('refuse %s', (_, wrong, reason) => {
    const runner = new Runner();
    runner.execute({ do: 'addSymbol', with: { token: 0, symbol: 0, windowTicks: 1024 } });
    const order = {
      token: 0,
      symbol: 0,
      ref: 2,
      side: 0 as const,
      type: 1 as const,
      timeInForce: 1 as const,
      price: 100,
      quantity: 10,
      openQuantity: 10,
      entrySequence: 5,
    };
    const words = new Int32Array(SLOT_WORDS);
    encodeRestoreOrder(words, 0, { ...order, ref: 1 });
    expect(runner.executeWords(words).at(-1)![1]).toBe(RejectReason.NONE);
    const before = stateHash(runner.engine);
    encodeRestoreOrder(words, 0, { ...order, ...wrong });
    expect(runner.executeWords(words).at(-1)![1]).toBe(reason);
    expect(stateHash(runner.engine)).toBe(before);
  });

  test('are not added to once the symbol has opened', () => {
    const runner = new Runner();
    runner.execute({ do: 'addSymbol', with: { token: 0, symbol: 0, windowTicks: 1024 } });
    runner.execute({ do: 'setPhase', with: { token: 0, symbol: 0, phase: Phase.PRE_OPEN } });
    const words = new Int32Array(SLOT_WORDS);
    const symbol = { token: 0, symbol: 0, phase: Phase.CONTINUOUS, lastPrice: 0 };
    encodeRestoreSymbol(words, 0, { ...symbol, entrySequence: 1, tradeSequence: 0 });
    expect(runner.executeWords(words).at(-1)![1]).toBe(RejectReason.PHASE);
  });
});

/** A new engine with the orders that the reference knows, in an order that means nothing. */
const rebuild = (pair: Pair): Runner => {
  const runner = new Runner();
  const words = new Int32Array(SLOT_WORDS);
  for (const [symbol, model] of pair.reference.symbols) {
    const { roundLot, increment: priceIncrement } = model;
    const parameters = { token: 0, symbol, windowTicks: 1024, roundLot, priceIncrement };
    runner.execute({ do: 'addSymbol', with: parameters });
    for (const order of model.orders.toSorted((a, b) => (a.ref % 7) - (b.ref % 7))) {
      encodeRestoreOrder(words, 0, restorable(symbol, order));
      const events = runner.executeWords(words);
      expect(events.map((e) => e[0])).toEqual([EventKind.RESTORED, EventKind.COMPLETED]);
    }
    for (const quote of model.quotes) {
      runner.execute({ do: 'externalQuote', with: { token: 0, symbol, ...quote } });
    }
    encodeRestoreSymbol(words, 0, symbolState(symbol, model));
    expect(runner.executeWords(words).at(-1)![1]).toBe(RejectReason.NONE);
  }
  return runner;
};

const restorable = (symbol: number, o: Order) => ({
  token: 0,
  symbol,
  ref: o.ref,
  side: o.side,
  type: o.type,
  timeInForce: o.timeInForce,
  price: o.price,
  stopPrice: o.stopPrice,
  displayQuantity: o.display,
  stpMode: o.stpMode,
  stpGroup: o.stpGroup,
  expiry: o.expiry,
  postOnly: o.postOnly,
  quantity: o.ordered,
  openQuantity: o.open,
  shownQuantity: o.shown,
  entrySequence: o.sequence,
});

const symbolState = (symbol: number, m: SymbolModel) => ({
  token: 0,
  symbol,
  phase: m.phase,
  lastPrice: m.last,
  entrySequence: m.sequence,
  tradeSequence: m.trades,
  lowerBand: m.lower,
  upperBand: m.upper,
});

const withoutHandles = (events: number[][]): number[][] =>
  events.map((e) => {
    const isAuctionResult = e[0] === EventKind.UNCROSSED || e[0] === EventKind.INDICATIVE;
    return e.map((field, i) => {
      const isHandle = i === HANDLE || (i === MAKER_HANDLE && !isAuctionResult);
      return isHandle ? Math.min(field, 1) : field;
    });
  });
