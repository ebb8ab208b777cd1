import { describe, expect, test } from 'vitest';
import { MatchingEngine } from '../../src/book/matching-engine.ts';
import { GrowingSink } from '../../src/host/growing-sink.ts';
import {
  EventKind,
  nameOf,
  Phase,
  RejectReason,
  Side,
  OrderType,
  TimeInForce,
} from '../../src/index.ts';
import { EngineEvent } from '../../src/protocol/engine-event.ts';
import { SLOT_WORDS } from '../../src/protocol/layout.ts';
import { generateCommands } from '../fuzz/commands.ts';
import { Pair } from '../fuzz/pair.ts';
import { encodeCommand, type Command } from '../reference/command.ts';

const token = 0;
const symbol = 0;
const OPEN: readonly Command[] = [
  { do: 'addSymbol', with: { token, symbol, windowTicks: 1024 } },
  { do: 'setPhase', with: { token, symbol, phase: Phase.CONTINUOUS } },
];
const REMOVE: Command = { do: 'removeSymbol', with: { token, symbol } };
const order = {
  token,
  symbol,
  ref: 1,
  side: Side.BUY,
  quantity: 10,
  timeInForce: TimeInForce.GTC,
} as const;

/** An engine, and what it says of each command. */
function engineOf(orders: number, symbols: number): (command: Command) => readonly string[] {
  const sink = new GrowingSink();
  const engine = new MatchingEngine({ orders, symbols }, sink);
  const words = new Int32Array(SLOT_WORDS);
  const event = new EngineEvent();
  return (command) => {
    encodeCommand(words, command);
    engine.execute(words, 0);
    const lines: string[] = [];
    for (; sink.backlog !== 0; sink.advance()) {
      event.read(sink.words, sink.peek());
      lines.push(`${nameOf(EventKind, event.kind)} ${nameOf(RejectReason, event.reason)}`);
    }
    return lines;
  };
}

describe('removing a symbol', () => {
  test.each([
    ['rests', { ...order, type: OrderType.LIMIT, price: 100 }],
    ['waits for its stop price', { ...order, type: OrderType.STOP, stopPrice: 200 }],
    [
      'waits for an auction',
      { ...order, type: OrderType.LIMIT, price: 100, timeInForce: TimeInForce.CLS },
    ],
  ] as const)('is refused while an order %s, and goes after its cancel', (_, terms) => {
    const say = engineOf(8, 1);
    for (const command of OPEN) say(command);
    say({ do: 'newOrder', with: terms });
    expect(say(REMOVE)).toEqual(['REJECTED BOOK_NOT_EMPTY', 'COMPLETED BOOK_NOT_EMPTY']);
    say({ do: 'cancel', with: { token, symbol, ref: 1 } });
    expect(say(REMOVE)).toEqual(['COMPLETED NONE']);
    expect(say(REMOVE)).toEqual(['REJECTED UNKNOWN_SYMBOL', 'COMPLETED UNKNOWN_SYMBOL']);
  });

  test('gives everything back: a number is used 100,000 times in an engine for two symbols', () => {
    const say = engineOf(4, 2);
    for (let round = 0; round < 100_000; round++) {
      const [add] = OPEN;
      const told = [say(add!), say(REMOVE)];
      if (told.flat().some((line) => line.startsWith('REJECTED')))
        expect(told, `${round}`).toEqual([]);
    }
  });

  test('leaves a number that behaves as a new one: 40 lives of random flow beside the naive engine', () => {
    const pair = new Pair();
    for (let life = 0; life < 40; life++) {
      for (const command of generateCommands(life + 1, 150)) pair.step(command, false);
      for (const each of [0, 1]) {
        pair.step(
          { do: 'cancelAll', with: { token, symbol: each, stpGroup: 0, reason: 13 } },
          false,
        );
        pair.step({ do: 'removeSymbol', with: { token, symbol: each } }, false);
      }
    }
    expect(pair.engine.orders.count).toBe(0);
  });
});
