import { deserialize, serialize } from 'node:v8';
import type { Outcome } from '@bellwether/domain';
import type { LogMessage } from '@bellwether/platform/event-store';
import type { RecordedFact } from '@bellwether/projections/facts';
import { expect, test } from 'vitest';
import type { ProcessRuntime } from '../runtime/runtime.ts';
import type { KeptMonitor } from './kept-state.ts';
import { SurveillanceWatch } from './surveillance-watch.ts';

const MINUTE = 60_000_000_000n;

/** Owners trade with themselves, one a minute: each is an alert. */
function washes(count: number): readonly RecordedFact[] {
  const facts: object[] = [];
  const fact = (minute: number, type: string, data: object, entryIndex = 0): void => {
    const position = BigInt(facts.length + 1);
    const at = BigInt(minute) * MINUTE;
    facts.push({ fact: { type, data }, position, index: 0, entryIndex, at });
  };
  for (let n = 0; n < count; n++) {
    const terms = { instrumentId: 'X', accountId: `a${n}`, type: 'LIMIT', timeInForce: 'DAY' };
    const amounts = { quantity: 1n, limitPrice: 100n };
    fact(n, 'OrderAccepted', { ...terms, ...amounts, orderId: `${n}s`, side: 'SELL' });
    fact(n, 'OrderAccepted', { ...terms, ...amounts, orderId: `${n}b`, side: 'BUY' });
    const trade = {
      tradeId: `0-${n}`,
      instrumentId: 'X',
      price: 100n,
      quantity: 1n,
      aggressor: 'BUY',
    };
    const buy = { buyOrderId: `${n}b`, buyAccountId: `a${n}`, buyLeaves: 0n };
    const sell = { sellOrderId: `${n}s`, sellAccountId: `a${n}`, sellLeaves: 0n };
    fact(n, 'TradeExecuted', { ...trade, ...buy, ...sell }, 1);
  }
  return facts as unknown as readonly RecordedFact[];
}

/** Runs a watch over a log until its end, or until so many alerts were sent. @returns ids of what was sent, with their owners. */
async function watched(
  log: readonly RecordedFact[],
  store: { kept?: Buffer },
  { crashesAfter = Infinity, holds = true }: { crashesAfter?: number; holds?: boolean } = {},
): Promise<readonly string[]> {
  const sent: string[] = [];
  const runtime = {
    signal: new AbortController().signal,
    // Every look at the clock is an hour later: what is known is written down as often as may be.
    runtime: {
      monotonicMs: (() => {
        let ms = 0;
        return () => (ms += 3_600_000);
      })(),
    },
    send: ({ command }: { command: { data: { alertId: string; owner: string } } }) => {
      if (sent.length >= crashesAfter) throw new Error('killed');
      sent.push(`${command.data.owner} ${command.data.alertId}`);
      return Promise.resolve({ status: 'accepted' } as Outcome);
    },
    async *follow(_: unknown, after: bigint | undefined) {
      for (const fact of log)
        if (after === undefined || fact.position > after) {
          const event = { id: `${fact.position}`, fact };
          yield { kind: 'event', event, position: fact.position } as unknown as LogMessage;
        }
    },
  } as unknown as ProcessRuntime;
  const watch = new SurveillanceWatch({
    runtime,
    reading: {
      factsOf: (event) => Promise.resolve([(event as unknown as { fact: RecordedFact }).fact]),
    },
    kept: {
      load: () => Promise.resolve(store.kept && (deserialize(store.kept) as KeptMonitor)),
      save(kept) {
        store.kept = serialize(kept);
        return Promise.resolve();
      },
    },
    holds: () => Promise.resolve(holds),
    logger: { info: () => undefined, warn: () => undefined } as never,
  });
  await watch.run().catch((error: unknown) => {
    if ((error as Error).message !== 'killed') throw error;
  });
  return sent;
}

test('what is killed between an alert and its answer goes on where it was: none is lost, none is another one', async () => {
  const whole = await watched(washes(5), {});
  expect(whole.map((one) => one.split(' ')[0])).toEqual(['a0', 'a1', 'a2', 'a3', 'a4']);
  for (const crashesAfter of [0, 1, 2, 3, 4]) {
    const store = {};
    const before = await watched(washes(5), store, { crashesAfter });
    expect([...before, ...(await watched(washes(5), store))]).toEqual(whole);
  }
});

test('a start goes on behind what it has written down', async () => {
  const store = {};
  await watched(washes(3), store);
  const later = await watched(washes(5), store);
  expect(later).toEqual((await watched(washes(5), {})).slice(3));
});

test('on another log it begins with the first fact', async () => {
  const store = {};
  await watched(washes(3), store);
  expect(await watched(washes(5), store, { holds: false })).toHaveLength(5);
});
