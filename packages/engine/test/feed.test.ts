import { describe, expect, test } from 'vitest';
import { depthOf } from '../src/book/queries.ts';
import { OrderWord } from '../src/book/order-pool.ts';
import { forEachOn } from '../src/book/walk.ts';
import type { MatchingEngine } from '../src/book/matching-engine.ts';
import {
  BookReader,
  MarketFeed,
  Side,
  createInlineEngine,
  type EngineEvent,
  type FeedMessage,
} from '../src/index.ts';
import { Random } from '../bench/random.ts';
import { generateCommands, SYMBOLS } from './fuzz/commands.ts';
import { Runner } from './fuzz/run-commands.ts';
import { EngineEvent as Event } from '../src/protocol/engine-event.ts';
import { SLOT_WORDS } from '../src/protocol/layout.ts';
import { encodeCommand, type Command } from './reference/command.ts';
import { submit } from './threads/submit.ts';

/** Plays commands on an engine and feeds every event on; `after` sees the state behind each command. */
const play = (
  commands: readonly Command[],
  feed: MarketFeed,
  after: (engine: MatchingEngine) => void,
): void => {
  const { engine, sink } = new Runner();
  const words = new Int32Array(SLOT_WORDS);
  const event = new Event();
  for (const command of commands) {
    encodeCommand(words, command);
    engine.execute(words, 0);
    for (; sink.backlog !== 0; sink.advance()) {
      event.read(sink.words, sink.peek());
      feed.apply(event);
    }
    after(engine);
  }
};

/** Displayed orders of one side in priority order, straight from the book. */
const displayed = (engine: MatchingEngine, symbol: number, side: Side) => {
  const orders: { id: number; price: number; quantity: number }[] = [];
  forEachOn(engine, engine.books[symbol]!.ladder(side), (slot) => {
    const at = slot << OrderWord.SHIFT;
    const price = engine.orderWords[at | OrderWord.PRICE]!;
    const quantity = engine.orderWords[at | OrderWord.SHOWN]!;
    orders.push({ id: engine.orders.handleOf(slot), price, quantity });
  });
  return orders;
};

describe('the feed', () => {
  test('shows after every command what the book shows, order by order', () => {
    const feed = new MarketFeed();
    play(generateCommands(301, 5_000), feed, (engine) => {
      for (let symbol = 0; symbol < SYMBOLS && engine.books[symbol] !== undefined; symbol++) {
        const { bids, asks } = feed.snapshot(symbol);
        expect(bids).toEqual(displayed(engine, symbol, Side.BUY));
        expect(asks).toEqual(displayed(engine, symbol, Side.SELL));
      }
    });
  });

  test('lets readers at any pace rebuild the book, by order and by price', () => {
    const feed = new MarketFeed();
    const random = new Random(7);
    const subscribers = (['orders', 'levels'] as const).flatMap((view) =>
      [1, 5, 1000].map((maxBacklog) => ({
        subscription: feed.subscribe(0, { view, maxBacklog }),
        reader: new BookReader(view),
        kinds: new Set<string>(),
        laziness: maxBacklog === 1000 ? 1 : 30,
      })),
    );
    const catchUp = (subscriber: (typeof subscribers)[number]): void => {
      for (const message of subscriber.subscription.read()) {
        subscriber.kinds.add(message.kind);
        subscriber.reader.apply(message);
      }
    };
    play(generateCommands(302, 6_000), feed, (engine) => {
      const depth = depthOf(engine, 0, Infinity);
      for (const subscriber of subscribers) {
        if (random.below(subscriber.laziness) !== 0) continue;
        catchUp(subscriber);
        expect(subscriber.reader.bids).toEqual(depth.bids);
        expect(subscriber.reader.asks).toEqual(depth.asks);
      }
    });
    const kinds = subscribers.map((s) => [...s.kinds].toSorted());
    const full = ['snapshot', 'update'];
    expect(kinds).toEqual([full, full, full, ['conflated', ...full], ['conflated', ...full], full]);
    for (const { subscription } of subscribers) subscription.close();
  });

  test('keeps no more than the backlog for a reader that never reads', () => {
    const feed = new MarketFeed();
    const subscription = feed.subscribe(0, { view: 'levels', maxBacklog: 10 });
    play(generateCommands(303, 2_000), feed, () => {});
    expect(subscription.read()).toHaveLength(11);
    expect(subscription.read()).toEqual([]);
  });

  test('tells a waiting reader that there is something', async () => {
    const engine = createInlineEngine();
    const feed = new MarketFeed();
    const subscription = feed.subscribe(0, { view: 'orders', maxBacklog: 10 });
    expect(subscription.read().map((m) => m.kind)).toEqual(['snapshot']);
    const ready = subscription.ready();
    for (const command of generateCommands(304, 50)) submit(engine, command);
    engine.poll((event: EngineEvent) => feed.apply(event));
    await ready;
    expect(subscription.read().length).toBeGreaterThan(0);
  });

  test('prints every trade once, in order', () => {
    const feed = new MarketFeed();
    const subscription = feed.subscribe(0, { view: 'orders', maxBacklog: 100_000 });
    let trades = 0;
    play(generateCommands(305, 3_000), feed, (engine) => {
      trades = engine.books[0]?.tradeLo ?? 0;
    });
    const printed = subscription.read().flatMap((m) => (m.kind === 'update' ? m.trades : []));
    expect(printed.map((t) => t.sequence)).toEqual(Array.from({ length: trades }, (_, i) => i + 1));
    expect(trades).toBeGreaterThan(0);
  });
});

describe('a reader', () => {
  const messages = (): FeedMessage[] => {
    const feed = new MarketFeed();
    const subscription = feed.subscribe(0, { view: 'orders', maxBacklog: 10_000 });
    play(generateCommands(306, 300), feed, () => {});
    return subscription.read();
  };

  test('notices a missing update', () => {
    const reader = new BookReader('orders');
    const all = messages();
    const diverged = expect.objectContaining({ code: 'FEED_GAP' });
    expect(() => all.toSpliced(5, 1).forEach((m) => reader.apply(m))).toThrow(diverged);
  });

  test('notices an update that was changed on the way', () => {
    const reader = new BookReader('orders');
    const all = messages();
    const i = all.findIndex((m) => m.kind === 'update' && m.orders.some((o) => o.change === 'add'));
    const update = all[i]! as Extract<FeedMessage, { kind: 'update' }>;
    const orders = update.orders.map((o) =>
      o.change === 'add' ? { ...o, quantity: o.quantity + 1 } : o,
    );
    const diverged = expect.objectContaining({ code: 'FEED_CHECKSUM' });
    expect(() => all.with(i, { ...update, orders }).forEach((m) => reader.apply(m))).toThrow(
      diverged,
    );
  });
});
