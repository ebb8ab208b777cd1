import { MatchingEngine } from '../book/matching-engine.ts';
import { OrderType, Phase, Side, StpMode, TimeInForce } from '../protocol/codes.ts';
import {
  encodeAddSymbol,
  encodeCancel,
  encodeNewOrder,
  encodeReplace,
  encodeSetPhase,
} from '../protocol/command-encoder.ts';
import { SLOT_WORDS } from '../protocol/layout.ts';
import { RingConsumer } from '../ring/ring-consumer.ts';
import { RingMemory } from '../ring/ring-memory.ts';
import { RingSink } from '../ring/ring-sink.ts';

const RING_SLOTS = 4096;
const ORDERS = 4096;
const MIDDLE = 10_000;
const token = 0;
const symbol = 0;

/**
 * Runs synthetic commands on a scratch book, so that the compiler has seen the hot paths with the very classes that the
 * real engine uses before the first real command comes. Deterministic, though nothing of it is ever seen.
 */
export const warmUp = (commands: number): void => {
  const memory = RingMemory.create({ capacity: RING_SLOTS });
  const sink = new RingSink(memory);
  const reader = new RingConsumer(memory);
  const engine = new MatchingEngine({ orders: ORDERS, symbols: 1 }, sink);
  const words = new Int32Array(SLOT_WORDS);
  encodeAddSymbol(words, 0, { token, symbol, windowTicks: 1024 });
  engine.execute(words, 0);
  encodeSetPhase(words, 0, { token, symbol, phase: Phase.CONTINUOUS });
  engine.execute(words, 0);
  let random = 1;
  for (let ref = 1; ref <= commands; ref++) {
    random = (Math.imul(random, 1_103_515_245) + 12_345) & 0x7fffffff;
    encode(words, ref, random >> 8);
    engine.execute(words, 0);
    sink.flush();
    for (; reader.peek() >= 0; reader.advance());
    reader.release();
  }
};

/** Roughly the mix of a real book: adds around the middle, cancels of recent orders, some replaces and takers. */
const encode = (words: Int32Array, ref: number, random: number): void => {
  const side = (random & 1) === 0 ? Side.BUY : Side.SELL;
  const away = 1 + ((random >> 1) & 31);
  const quantity = 1 + ((random >> 6) & 127);
  const recent = ref - 1 - ((random >> 13) & 255);
  const price = side === Side.BUY ? MIDDLE - away : MIDDLE + away;
  const choice = (random >> 3) % 20;
  if (choice < 10) {
    const timeInForce = TimeInForce.GTC;
    encodeNewOrder(words, 0, {
      token,
      symbol,
      ref,
      side,
      type: OrderType.LIMIT,
      timeInForce,
      price,
      quantity,
    });
  } else if (choice < 16) {
    encodeCancel(words, 0, { token, symbol, ref: recent });
  } else if (choice < 17) {
    encodeReplace(words, 0, { token, symbol, ref: recent, quantity, price });
  } else if (choice < 19) {
    const stp = { stpMode: StpMode.CANCEL_OLDEST, stpGroup: ref & 7 };
    const timeInForce = TimeInForce.IOC;
    const through = side === Side.BUY ? MIDDLE + away : MIDDLE - away;
    encodeNewOrder(words, 0, {
      token,
      symbol,
      ref,
      side,
      type: OrderType.LIMIT,
      timeInForce,
      price: through,
      quantity,
      ...stp,
    });
  } else {
    const timeInForce = TimeInForce.DAY;
    encodeNewOrder(words, 0, {
      token,
      symbol,
      ref,
      side,
      type: OrderType.MARKET,
      timeInForce,
      quantity,
    });
  }
};
