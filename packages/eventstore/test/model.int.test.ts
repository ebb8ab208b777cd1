import fc from 'fast-check';
import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ANY, NO_STREAM, STREAM_EXISTS } from '../src/store/expected-revision.ts';
import type { AppendResult } from '../src/store/append.ts';
import type { EventStore } from '../src/store/event-store.ts';
import { streamStatus } from '../src/store/stream-read.ts';
import {
  append,
  openForTest,
  proposed,
  readEverything,
  readWhole,
  temporaryDirectory,
} from './support/store.ts';

type Step =
  | {
      readonly kind: 'append';
      readonly stream: number;
      readonly expected: number;
      readonly count: number;
    }
  | { readonly kind: 'delete' | 'tombstone'; readonly stream: number }
  | { readonly kind: 'maxCount'; readonly stream: number; readonly count: number }
  | { readonly kind: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      stream: fc.nat(3),
      expected: fc.integer({ min: -4, max: 8 }).filter((n) => n !== -3),
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), stream: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('tombstone' as const), stream: fc.nat(3) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('maxCount' as const),
      stream: fc.nat(3),
      count: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

/** What a stream is, in as few words as possible. */
interface Model {
  texts: string[];
  first: number;
  maxCount: number;
  deleted: boolean;
  tombstoned: boolean;
  hasMetadata: boolean;
}

const fresh = (): Model => ({
  texts: [],
  first: 0,
  maxCount: Infinity,
  deleted: false,
  tombstoned: false,
  hasMetadata: false,
});

/** What an append of new events must answer. */
function allowed(model: Model, expected: number): AppendResult['kind'] {
  const last = model.texts.length - 1;
  if (model.tombstoned) return 'stream-deleted';
  if (expected === ANY) return 'appended';
  if (expected === STREAM_EXISTS) {
    if (model.deleted) return 'stream-deleted';
    return last >= 0 || model.hasMetadata ? 'appended' : 'wrong-expected-revision';
  }
  if (expected === last || (expected === NO_STREAM && model.deleted)) return 'appended';
  return 'wrong-expected-revision';
}

const readable = (model: Model): string[] =>
  model.deleted || model.tombstoned
    ? []
    : model.texts.slice(Math.max(model.first, model.texts.length - model.maxCount));

async function run(steps: readonly Step[]): Promise<void> {
  const directory = temporaryDirectory();
  let store: EventStore = await openForTest(directory, { memtableEntries: 5 });
  const models = Array.from({ length: 4 }, fresh);
  let n = 0;
  for (const each of steps) {
    if (each.kind === 'restart') {
      await store.close();
      store = await openForTest(directory, { memtableEntries: 5 });
      continue;
    }
    const name = `m-${each.stream}`;
    const model = models[each.stream]!;
    if (each.kind === 'append') {
      const texts = Array.from({ length: each.count }, () => `${n++}`);
      const result = await append(
        store,
        name,
        texts.map((text) => proposed(text)),
        each.expected,
      );
      expect(result.kind).toBe(allowed(model, each.expected));
      if (result.kind !== 'appended') continue;
      if (model.deleted) [model.first, model.deleted] = [model.texts.length, false];
      model.texts.push(...texts);
      expect(result.revision).toBe(model.texts.length - 1);
    } else if (each.kind === 'maxCount') {
      const result = await append(store, `$$${name}`, [
        proposed(`{"$maxCount":${each.count}}`, '$metadata'),
      ]);
      expect(result.kind).toBe(model.tombstoned ? 'stream-deleted' : 'appended');
      if (model.tombstoned) continue;
      model.first = model.deleted ? model.texts.length : 0;
      Object.assign(model, { deleted: false, maxCount: each.count, hasMetadata: true });
    } else {
      const result = await new Promise<AppendResult>((resolve) =>
        store[each.kind](name, ANY, resolve),
      );
      const isNothing = each.kind === 'delete' && model.texts.length === 0 && !model.hasMetadata;
      expect(result.kind).toBe(
        model.tombstoned ? 'stream-deleted' : isNothing ? 'wrong-expected-revision' : 'appended',
      );
      if (result.kind !== 'appended') continue;
      if (each.kind === 'delete')
        Object.assign(model, { deleted: true, hasMetadata: true, maxCount: Infinity });
      else model.tombstoned = true;
    }
  }
  for (const [i, model] of models.entries()) {
    const state = store.stream(`m-${i}`);
    const texts = readWhole(store, `m-${i}`).map(({ data }) => data.toString());
    const status = streamStatus(state);
    expect(status).toBe(
      model.tombstoned
        ? 'deleted'
        : model.deleted || model.texts.length === 0
          ? 'missing'
          : 'exists',
    );
    if (status === 'exists') expect(texts).toEqual(readable(model));
  }
  const positions = readEverything(store).map(({ position }) => position);
  expect(positions).toEqual([...new Set(positions)].toSorted((a, b) => a - b));
  await store.close();
  rmSync(directory, { recursive: true });
}

test('any sequence of appends, deletions, truncations and restarts ends as a simple model says', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 25 }), run), { numRuns: 60 });
}, 60_000);
