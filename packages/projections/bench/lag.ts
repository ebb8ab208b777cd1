import { setTimeout as sleep } from 'node:timers/promises';
import { build, type Histogram } from 'hdr-histogram-js';
import { JSONCodec, type NatsConnection } from 'nats';
import type { ReadModels } from '../src/read-model.ts';
import { FACTS_PER_COMMAND, type Journal } from './journal.ts';
import { findOrder } from '../src/orders/read.ts';

/** Times in ms from when a batch was due to be appended. */
export interface Lag {
  readonly factsPerSecond: number;
  readonly achieved: number;
  readonly visible: Percentiles;
  readonly told: Percentiles;
}

interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly count: number;
}

const BATCHES_PER_SECOND = 50;
const POLL_MS = 2;
const DRAIN_MS = 30_000;
const codec = JSONCodec<{ readonly orderId?: string }>();

/**
 * Appends at a fixed rate whatever comes back (open loop), and measures from the moment each batch was due: until its
 * last order is a row that can be read, and until a subscriber has been told of it.
 */
export async function measureLag(
  journal: Journal,
  readModels: ReadModels,
  subscriber: NatsConnection,
  factsPerSecond: number,
  seconds: number,
  orderIdOf: (command: number) => string,
): Promise<Lag> {
  const commands = Math.round(factsPerSecond / FACTS_PER_COMMAND / BATCHES_PER_SECOND);
  const [visible, told] = [histogram(), histogram()];
  const due = new Map<string, number>();
  const unseen = new Map<string, number>();
  const subscription = subscriber.subscribe('evt.order.updated.>', {
    callback: (_, message) => {
      const { orderId = '' } = codec.decode(message.data);
      const at = due.get(orderId);
      if (at === undefined) return;
      due.delete(orderId);
      told.recordValue(Math.max(0, Math.round((performance.now() - at) * 1_000)));
    },
  });
  const before = journal.facts;
  const started = performance.now();
  let running = true;
  const looking = (async () => {
    while (running || unseen.size > 0) {
      for (const [orderId, at] of unseen) {
        if ((await findOrder(readModels.db, orderId)) === undefined) break;
        unseen.delete(orderId);
        visible.recordValue(Math.round((performance.now() - at) * 1_000));
      }
      await sleep(POLL_MS);
    }
  })();
  for (let batch = 0; batch < seconds * BATCHES_PER_SECOND; batch++) {
    const at = started + (batch * 1_000) / BATCHES_PER_SECOND;
    if (at > performance.now()) await sleep(at - performance.now());
    const last = orderIdOf(journal.commands + commands);
    // Before it is appended: a subscriber may know sooner than we have the store's answer.
    due.set(last, at);
    await journal.append(commands);
    unseen.set(last, at);
  }
  const achieved = (journal.facts - before) / ((performance.now() - started) / 1_000);
  running = false;
  await Promise.race([looking, sleep(DRAIN_MS)]);
  for (const end = performance.now() + DRAIN_MS; due.size > 0 && performance.now() < end;)
    await sleep(POLL_MS);
  subscription.unsubscribe();
  return {
    factsPerSecond,
    achieved: Math.round(achieved),
    visible: percentiles(visible),
    told: percentiles(told),
  };
}

function histogram(): Histogram {
  return build({ highestTrackableValue: 600_000_000, numberOfSignificantValueDigits: 3 });
}

function percentiles(of: Histogram): Percentiles {
  const ms = (us: number): number => Number((us / 1_000).toFixed(1));
  return {
    p50: ms(of.getValueAtPercentile(50)),
    p99: ms(of.getValueAtPercentile(99)),
    max: ms(of.maxValue),
    count: of.totalCount,
  };
}
