// Resident memory that a book of many orders adds to the process. Prints one line of JSON.
import { MatchingEngine } from '../src/book/matching-engine.ts';
import { GrowingSink } from '../src/host/growing-sink.ts';
import { OrderType, Phase, Side, TimeInForce } from '../src/index.ts';
import {
  encodeAddSymbol,
  encodeNewOrder,
  encodeSetPhase,
} from '../src/protocol/command-encoder.ts';
import { SLOT_WORDS } from '../src/protocol/layout.ts';
import { childInput } from './child.ts';
import { ORDER_CAPACITY } from './flow.ts';
import { Random } from './random.ts';

export interface MemoryInput {
  readonly orders: number;
}

export interface MemoryResult {
  readonly orders: number;
  readonly bytesPerOrder: number;
}

const { orders } = childInput<MemoryInput>();
const random = new Random(1);
const sink = new GrowingSink();
const words = new Int32Array(SLOT_WORDS);
const execute = (engine: MatchingEngine): void => {
  engine.execute(words, 0);
  for (; sink.backlog !== 0; sink.advance());
};
const fill = (engine: MatchingEngine, count: number): void => {
  encodeAddSymbol(words, 0, { token: 0, symbol: 0, windowTicks: 4096 });
  execute(engine);
  encodeSetPhase(words, 0, { token: 0, symbol: 0, phase: Phase.CONTINUOUS });
  execute(engine);
  for (let ref = 1; ref <= count; ref++) {
    const side = random.below(2) as Side;
    const away = 1 + Math.floor(random.exponential(60));
    const price = side === Side.BUY ? 100_000 - away : 100_000 + away;
    const terms = {
      side,
      type: OrderType.LIMIT,
      timeInForce: TimeInForce.GTC,
      price,
      quantity: 10,
    };
    encodeNewOrder(words, 0, { token: 0, symbol: 0, ref, ...terms });
    execute(engine);
  }
};
// Compile and touch everything first, so that only the book itself is measured.
fill(new MatchingEngine({ orders: 65_535, symbols: 1 }, sink), 60_000);
const engine = new MatchingEngine({ orders: ORDER_CAPACITY, symbols: 1 }, sink);
const before = process.memoryUsage().rss;
fill(engine, orders);
const bytes = process.memoryUsage().rss - before;
const result: MemoryResult = { orders, bytesPerOrder: Math.round(bytes / orders) };
console.log(JSON.stringify(result));
