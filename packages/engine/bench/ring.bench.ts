// pnpm bench:ring [--json] [--quick]: the ring against ringbuf.js and postMessage, between two threads of one process.
import { parseArgs } from 'node:util';
import { runChild } from './child.ts';
import { onThisMachine } from './machine.ts';
import type { RingInput, RingResult } from './rings/ring-child.ts';
import type { RingKind } from './rings/ring-kinds.ts';
import { median, rounded } from './statistics.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
});
const rounds = values.quick ? 1 : 5;
const SLOTS = 65_536;

interface RingRow {
  readonly measure: string;
  readonly kind: RingKind;
  readonly messagesPerSecond?: number;
  readonly roundTripP50?: number;
  readonly roundTripP99?: number;
  /** How many times as fast as ringbuf.js and postMessage in the same run, where they take part. */
  readonly overRingbufJs?: number;
  readonly overPostMessage?: number;
  readonly correct: boolean;
}

interface Contest {
  readonly measure: string;
  readonly batch: number;
  readonly readerTakes: number;
  readonly kinds: Readonly<Partial<Record<RingKind, number>>>;
}

/** Messages by kind: as many as take some seconds at the most. */
const contests: readonly Contest[] = [
  {
    measure: 'one message at a time on both sides',
    batch: 1,
    readerTakes: 1,
    kinds: {
      bellwether: 10_000_000,
      'bellwether (one producer)': 10_000_000,
      'ringbuf.js': 5_000_000,
      postMessage: 200_000,
    },
  },
  {
    measure: 'one at a time, the reader takes what is there',
    batch: 1,
    readerTakes: 64,
    kinds: {
      bellwether: 10_000_000,
      'bellwether (one producer)': 10_000_000,
      'ringbuf.js': 5_000_000,
    },
  },
  {
    measure: 'batches of 64',
    batch: 64,
    readerTakes: 64,
    kinds: {
      bellwether: 20_000_000,
      'bellwether (one producer)': 20_000_000,
      'ringbuf.js': 20_000_000,
    },
  },
  {
    measure: 'round trip',
    batch: 0,
    readerTakes: 1,
    kinds: { bellwether: 200_000, postMessage: 10_000 },
  },
];

const run = async ({ measure, batch, readerTakes, kinds }: Contest): Promise<RingRow[]> => {
  const results = new Map<RingKind, RingResult[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [kind, messages] of Object.entries(kinds) as [RingKind, number][]) {
      const input = {
        kind,
        batch,
        readerTakes,
        slots: SLOTS,
        messages: values.quick ? messages / 10 : messages,
      };
      const result = await runChild<RingInput, RingResult>('rings/ring-child.ts', input);
      results.set(kind, [...(results.get(kind) ?? []), result]);
    }
  }
  /** Larger is better for either measure. */
  const score = (kind: RingKind): number =>
    median(results.get(kind)!.map((r) => (batch === 0 ? 1 / r.roundTripP50 : r.messagesPerSecond)));
  const over = (kind: RingKind, peer: RingKind): number => rounded(score(kind) / score(peer));
  return [...results].map(([kind, list]) => ({
    measure,
    kind,
    ...(batch === 0
      ? {
          roundTripP50: median(list.map((r) => r.roundTripP50)),
          roundTripP99: median(list.map((r) => r.roundTripP99)),
        }
      : { messagesPerSecond: rounded(score(kind)) }),
    ...(results.has('ringbuf.js') && { overRingbufJs: over(kind, 'ringbuf.js') }),
    ...(results.has('postMessage') && { overPostMessage: over(kind, 'postMessage') }),
    correct: list.every((r) => r.correct),
  }));
};

const report = await onThisMachine(async () => {
  const rows: RingRow[] = [];
  for (const contest of contests) rows.push(...(await run(contest)));
  return { rings: rows };
});

if (values.json) console.log(JSON.stringify(report, null, 2));
else {
  console.log(report.machine);
  console.log('64-byte messages, 65,536 slots; round trips in nanoseconds');
  console.table(report.rings);
}
