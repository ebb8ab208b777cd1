import { describe, expect, test } from 'vitest';
import {
  ANY,
  NO_STREAM,
  STREAM_EXISTS,
  decideAppend,
  type IdLookup,
  type StreamSituation,
} from './expected-revision.ts';
import type { ProposedEvent } from '../event/event.ts';

const id = (n: number): Buffer => Buffer.alloc(16, n);
const events = (...ns: number[]): ProposedEvent[] =>
  ns.map((n) => ({
    id: id(n),
    type: 't',
    json: true,
    metadata: Buffer.alloc(0),
    data: Buffer.alloc(0),
  }));

const stream = (change: Partial<StreamSituation> = {}): StreamSituation => ({
  key: 'k',
  last: -1,
  isTombstoned: false,
  isSoftDeleted: false,
  hasMetadata: false,
  ...change,
});

/** A stream that holds events 1, 2, 3 … with those ids. */
const holding = (count: number): IdLookup => ({
  recent: (wanted) =>
    wanted[0]! >= 1 && wanted[0]! <= count
      ? { streamKey: 'k', revision: wanted[0]! - 1 }
      : undefined,
  stored: (revision, n) =>
    Array.from({ length: Math.max(0, Math.min(n, count - revision)) }, (_, i) =>
      id(revision + i + 1),
    ),
});
const knowing: IdLookup = { recent: () => ({ streamKey: 'other', revision: 0 }), stored: () => [] };

describe('rule 1: a tombstoned stream takes nothing', () => {
  test.each([ANY, NO_STREAM, STREAM_EXISTS, 0])('expected %i', (expected) => {
    expect(decideAppend(stream({ isTombstoned: true }), expected, events(1), holding(0)).kind).toBe(
      'stream-deleted',
    );
  });
});

describe('rule 2: stream_exists', () => {
  test.each([
    ['no events and no metadata', stream(), 'wrong-expected-revision'],
    ['metadata only', stream({ hasMetadata: true }), 'append'],
    ['soft-deleted', stream({ last: 2, isSoftDeleted: true }), 'stream-deleted'],
    ['events', stream({ last: 2 }), 'append'],
  ])('%s', (_what, situation, kind) => {
    expect(decideAppend(situation, STREAM_EXISTS, events(9), holding(0)).kind).toBe(kind);
  });
});

describe('rule 3: any and stream_exists look at recent ids', () => {
  test.each([
    ['the first id is unknown', events(9), 'append'],
    ['all ids are known', events(2, 3), 'idempotent'],
    ['a later id is unknown', events(2, 9), 'wrong-expected-revision'],
  ])('%s', (_what, proposed, kind) => {
    expect(decideAppend(stream({ last: 2 }), ANY, proposed, holding(3)).kind).toBe(kind);
  });

  test('an id of another stream counts as unknown', () => {
    expect(decideAppend(stream({ last: 2 }), ANY, events(1), knowing).kind).toBe('append');
  });

  test('an idempotent answer names the revision of the last event', () => {
    expect(decideAppend(stream({ last: 2 }), ANY, events(1, 2), holding(3))).toEqual({
      kind: 'idempotent',
      lastRevision: 1,
    });
  });
});

describe('rule 4: an expected revision below the current one compares ids with what is there', () => {
  test.each([
    ['all equal', 0, events(2, 3), { kind: 'idempotent', lastRevision: 2 }],
    ['all equal from the start', NO_STREAM, events(1), { kind: 'idempotent', lastRevision: 0 }],
    ['the first differs', 0, events(9), { kind: 'wrong-expected-revision', current: 2 }],
    ['a later one differs', 0, events(2, 9), { kind: 'wrong-expected-revision', current: 2 }],
    ['more than there is', 1, events(3, 4), { kind: 'wrong-expected-revision', current: 2 }],
    ['an empty batch', 0, [], { kind: 'wrong-expected-revision', current: 2 }],
  ])('%s', (_what, expected, proposed, decision) => {
    expect(decideAppend(stream({ last: 2 }), expected, proposed, holding(3))).toEqual(decision);
  });

  test('no_stream is right for a soft-deleted stream', () => {
    expect(
      decideAppend(stream({ last: 2, isSoftDeleted: true }), NO_STREAM, events(9), holding(3)).kind,
    ).toBe('append');
  });
});

describe('rules 5 and 6: exact revisions', () => {
  test('above the current one is wrong, and the real one is told', () => {
    expect(decideAppend(stream({ last: 2 }), 3, events(9), holding(3))).toEqual({
      kind: 'wrong-expected-revision',
      current: 2,
    });
  });

  test('equal to the current one appends without looking at ids', () => {
    expect(decideAppend(stream({ last: 2 }), 2, events(1), holding(3)).kind).toBe('append');
  });
});
