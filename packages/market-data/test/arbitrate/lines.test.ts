import { beforeEach, describe, expect, test } from 'vitest';
import {
  LineArbiter,
  MarketUpdate,
  UpdateFlag,
  UpdateKind,
  type ArbiterOptions,
  type UpdateSink,
} from '../../src/index.ts';

let told: string[];
let lost: string[];
let a: UpdateSink;
let b: UpdateSink;
let arbiter: LineArbiter;

const begin = (options: ArbiterOptions = {}): void => {
  [told, lost] = [[], []];
  arbiter = new LineArbiter(
    {
      instrument: (id, symbol) => void told.push(`${id} is ${symbol}`),
      update: ({ sequence, part, flags, price }) => {
        const gap = (flags & UpdateFlag.GAP_BEFORE) !== 0 ? 'gap ' : '';
        told.push(`${gap}${sequence}${part === 0 ? '' : `.${part}`}=${price}`);
      },
    },
    { lost: (first, last) => void lost.push(`${first}-${last}`), ...options },
  );
  [a, b] = [arbiter.line(), arbiter.line()];
};
beforeEach(() => begin());

/** An update at a millisecond of receipt; its price says which event it is of. */
const tell = (line: UpdateSink, sequence: number, ms = 0, part = 0): void => {
  const update = new MarketUpdate();
  const receiveNanos = ms * 1_000_000;
  Object.assign(update, { kind: UpdateKind.TRADE, sequence, part, receiveNanos });
  update.price = 10 * sequence;
  line.update(update);
};

describe('given two lines', () => {
  test('the first copy of an event wins, whichever line brings it', () => {
    tell(a, 1);
    tell(b, 1);
    tell(b, 2);
    tell(a, 2);
    tell(a, 3);
    expect(told).toEqual(['1=10', '2=20', '3=30']);
    expect(arbiter.duplicates).toBe(2);
  });

  test('an event that one line has lost comes from the other, and those behind it wait', () => {
    tell(a, 1);
    tell(a, 3);
    tell(a, 4);
    expect(told).toEqual(['1=10']);
    tell(b, 1);
    tell(b, 2);
    expect(told).toEqual(['1=10', '2=20', '3=30', '4=40']);
    expect(lost).toEqual([]);
  });

  test('parts of an event come in their order, from either line', () => {
    tell(a, 1, 0, 0);
    tell(b, 1, 0, 0);
    tell(b, 1, 0, 1);
    tell(a, 1, 0, 1);
    tell(b, 2, 0, 0);
    expect(told).toEqual(['1=10', '1.1=10', '2=20']);
  });

  test('what both have lost is waited for 50 ms, then reported, and the next update says so', () => {
    tell(a, 1, 0);
    tell(a, 4, 1);
    tell(b, 1, 1);
    tell(b, 4, 51);
    expect(told).toEqual(['1=10']);
    tell(b, 5, 52);
    expect(told).toEqual(['1=10', 'gap 4=40', '5=50']);
    expect([lost, arbiter.lostEvents]).toEqual([['2-3'], 2]);
    tell(b, 2, 53);
    expect(told.length).toBe(3);
  });

  test('time that passes without an update counts too', () => {
    tell(a, 1, 0);
    tell(a, 3, 1);
    arbiter.advance(0, 51_000_001);
    expect(told).toEqual(['1=10', 'gap 3=30']);
  });

  test('no more than so many events wait', () => {
    begin({ eventsMax: 2 });
    tell(a, 1);
    for (const sequence of [3, 4, 5]) tell(a, sequence);
    expect(told).toEqual(['1=10', 'gap 3=30', '4=40', '5=50']);
  });

  test('a part that is missing makes a gap at once', () => {
    tell(a, 1, 0, 0);
    tell(a, 1, 0, 2);
    expect(told).toEqual(['1=10', 'gap 1.2=10']);
  });

  test('an instrument is announced once', () => {
    a.instrument(7, 'AAPL');
    b.instrument(7, 'AAPL');
    expect(told).toEqual(['7 is AAPL']);
  });
});

test('given that A loses every 7th event and B every 11th, only every 77th is lost', () => {
  const count = 1_000;
  for (let sequence = 1; sequence <= count; sequence++) {
    if (sequence % 7 !== 0) tell(a, sequence, sequence);
    // B is three events behind.
    const behind = sequence - 3;
    if (behind > 0 && behind % 11 !== 0) tell(b, behind, sequence);
  }
  arbiter.end();
  const multiples = Array.from({ length: 12 }, (_, k) => 77 * (k + 1));
  expect(lost).toEqual(multiples.map((sequence) => `${sequence}-${sequence}`));
  const all = Array.from({ length: count }, (_, k) => k + 1);
  expect(told).toEqual(
    all
      .filter((sequence) => sequence % 77 !== 0)
      .map(
        (sequence) =>
          `${sequence % 77 === 1 && sequence > 77 ? 'gap ' : ''}${sequence}=${10 * sequence}`,
      ),
  );
});
