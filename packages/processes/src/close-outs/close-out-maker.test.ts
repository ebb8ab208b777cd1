import { instantOf, parseDate, wall, type Command, type Instant } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import type { Fact, RecordedFact } from '@bellwether/projections/facts';
import { expect, test } from 'vitest';
import type { ProcessRuntime } from '../runtime/runtime.ts';
import { CloseOutMaker } from './close-out-maker.ts';
import type { DueCloseOut } from './told-by-read-side.ts';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const logger = quiet as unknown as Logger;

/** Thursday; 250 are to be bought where an order may be of 100. */
const DUE = {
  accountId: 'alice',
  instrumentId: 'ACME',
  runId: '2026-12-03-1',
  sale: 'LONG',
  failingSince: '2026-11-30',
  quantity: 250n,
  maxOrderQuantity: 100n,
} as DueCloseOut;
const at = (day: string, hour: number, minute = 0): Instant =>
  instantOf(parseDate(day), wall(hour, minute));

class Killed extends Error {}

/** What is there when everything is killed: the log, and the orders that the partition has taken, once each by their ids. */
class World {
  readonly facts: Fact[] = [];
  readonly orders = new Map<string, Extract<Command, { type: 'PlaceOrder' }>['data']>();
  readonly #seen = new Map<string, string | undefined>();
  /** Why the partition refuses orders. */
  refusal: string | undefined;

  /** @returns why it is refused. */
  take({ type, data }: Command, id: string): string | undefined {
    if (this.#seen.has(id)) return this.#seen.get(id);
    this.#seen.set(id, type === 'PlaceOrder' ? this.refusal : undefined);
    if (type === 'OrderBuyIn') this.facts.push({ type: 'BuyInOrdered', data });
    if (type === 'RecordBuyIn') this.facts.push({ type: 'BuyInRecorded', data });
    if (type === 'PlaceOrder' && this.refusal === undefined) this.orders.set(id, data);
    return this.#seen.get(id);
  }

  get told(): readonly string[] {
    return this.facts.map(({ type, data }) =>
      type === 'BuyInOrdered' ? `ordered ${data.quantity}` : (data as { placing: string }).placing,
    );
  }
}

/** A maker that looks some times, and is killed at its n-th command: before it is taken, or with its answer lost. */
async function look(world: World, now: Instant, killAt = 0, isTaken = false): Promise<number> {
  const ended = new AbortController();
  let [sent, looks, asked] = [0, 0, 0];
  const runtime: ProcessRuntime = {
    runtime: {
      clock: () => now,
      monotonicMs: () => 0,
      pause: () => {
        if ((looks += 1) > 6) ended.abort();
        return new Promise((resolve) => setImmediate(resolve));
      },
    },
    send: ({ command, id }) => {
      if (ended.signal.aborted) return Promise.reject(new Killed());
      const isLast = (sent += 1) === killAt;
      const code = !isLast || isTaken ? world.take(command, id) : undefined;
      if (isLast) {
        ended.abort(new Killed());
        return Promise.reject(new Killed());
      }
      const status = code === undefined ? 'accepted' : 'rejected';
      return Promise.resolve({ status, id, code, position: 1n } as never);
    },
    async *follow() {
      let read = 0;
      for (; !ended.signal.aborted; await new Promise((resolve) => setImmediate(resolve))) {
        for (; read < world.facts.length; read++)
          yield { kind: 'event', event: world.facts[read] } as never;
        yield { kind: 'caughtUp' } as never;
      }
    },
    signal: ended.signal,
  };
  await new CloseOutMaker({
    runtime,
    reading: { factsOf: (fact: unknown) => Promise.resolve([{ fact } as RecordedFact]) },
    closeOutsOn: () => {
      asked += 1;
      return Promise.resolve([DUE]);
    },
    logger,
  }).run();
  return asked;
}

const THURSDAY = at('2026-12-03', 9);

test('what has to be bought is ordered at the market before the opening, in as many orders as it takes', async () => {
  const world = new World();
  expect(await look(world, THURSDAY)).toBe(1);
  expect(world.told).toEqual([
    'ordered 100',
    'ordered 100',
    'ordered 50',
    'PLACED',
    'PLACED',
    'PLACED',
  ]);
  const of = { accountId: 'alice', instrumentId: 'ACME', side: 'BUY', type: 'MARKET' };
  expect([...world.orders.values()]).toMatchObject([
    { ...of, timeInForce: 'DAY', quantity: 100n },
    { ...of, quantity: 100n },
    { ...of, quantity: 50n },
  ]);
  expect(
    [...world.orders.values()].every((order) => order.clientOrderId?.startsWith('BUY_IN-')),
  ).toBe(true);
  const ordered = world.facts.flatMap(({ type, data }) =>
    type === 'BuyInOrdered' ? [data.orderId] : [],
  );
  expect([...world.orders.keys()]).toEqual(ordered);
});

test.each([
  ['before nine', at('2026-12-03', 8, 59)],
  ['on Thanksgiving', at('2026-11-26', 10)],
  ['on Columbus Day, when banks are closed', at('2026-10-12', 10)],
])('nothing is bought in %s', async (_what, now) => {
  const world = new World();
  expect(await look(world, now)).toBe(0);
  expect(world.facts).toEqual([]);
});

test('killed at any of its commands it buys the same, once', async () => {
  const whole = new World();
  await look(whole, THURSDAY);
  for (let killAt = 1; killAt <= 9; killAt++)
    for (const isTaken of [false, true]) {
      const world = new World();
      await look(world, THURSDAY, killAt, isTaken);
      await look(world, THURSDAY);
      expect(world.told.toSorted(), `killed at ${killAt}`).toEqual(whole.told.toSorted());
      expect(world.orders, `killed at ${killAt}`).toEqual(whole.orders);
    }
});

test('an order that the partition refuses is told with its reason', async () => {
  const world = new World();
  world.refusal = 'INSUFFICIENT_FUNDS';
  await look(world, THURSDAY);
  const recorded = world.facts.filter(({ type }) => type === 'BuyInRecorded');
  expect(recorded).toHaveLength(3);
  expect(recorded[0]?.data).toMatchObject({ placing: 'REFUSED', refusal: 'INSUFFICIENT_FUNDS' });
});

test('an order whose day is over is not sent any more: the next day has its own', async () => {
  const world = new World();
  // Killed when the first order was to be sent.
  await look(world, THURSDAY, 4);
  await look(world, at('2026-12-03', 23, 59) + 60_000_000_000n);
  expect(world.told).toEqual([
    'ordered 100',
    'ordered 100',
    'ordered 50',
    'MISSED',
    'MISSED',
    'MISSED',
  ]);
  expect(world.orders.size).toBe(0);
});
