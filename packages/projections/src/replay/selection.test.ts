import { describe, expect, test } from 'vitest';
import { id, recorded, story } from '../../test/story.ts';
import { parsePoint, PointError } from './point.ts';
import { Selector, type Selection } from './selection.ts';

const facts = recorded(story);

const selected = (selection: Selection, last?: { position: bigint; index: number }): number[] => {
  const selector = new Selector(selection, last);
  return facts.flatMap((fact, index) => (selector.takes(fact) ? [index] : []));
};

describe('a point in history', () => {
  test.each([
    ['184467', { kind: 'position', position: 184_467n }],
    ['2026-11-20', { kind: 'time', at: 1_795_132_800_000_000_000n }],
    ['1970-01-01T00:00:01.000000005Z', { kind: 'time', at: 1_000_000_005n }],
    [id(3), { kind: 'order', orderId: id(3) }],
  ])('is read from %s', (text, point) => {
    expect(parsePoint(text)).toEqual(point);
  });

  test.each([
    '',
    'yesterday',
    '2026-13-40',
    '2026-02-31',
    '2026-11-31T10:00:00Z',
    '-5',
    '99999999999999999999',
    `${id(3)}x`,
  ])('%j is none', (text) => {
    expect(() => parsePoint(text)).toThrow(PointError);
  });
});

describe('a selection', () => {
  test('without conditions is everything', () => {
    expect(selected({})).toHaveLength(facts.length);
  });

  test('goes from and to a position, both included', () => {
    const [from, to] = ['103', '105'].map(parsePoint);
    expect(selected({ from, to })).toEqual([3, 4, 5]);
  });

  test('goes by the time at which commands came in', () => {
    expect(selected({ from: { kind: 'time', at: 1_010n } })).toEqual([10, 11]);
    expect(selected({ to: { kind: 'time', at: 1_001n } })).toEqual([0, 1]);
  });

  test('begins with the first fact of an order and ends with its last', () => {
    const order = parsePoint(id(2));
    expect(selected({ from: order })).toEqual([7, 8, 9, 10, 11]);
    expect(selected({ from: order, to: order }, { position: 110n, index: 0 })).toEqual([
      7, 8, 9, 10,
    ]);
  });

  test('by account takes both sides of a trade', () => {
    expect(selected({ account: 'bob', type: 'TradeExecuted' })).toEqual([9, 10]);
  });

  test('takes only what meets every condition', () => {
    expect(selected({ stream: 'trading-0', instrument: 'X', type: 'OrderAccepted' })).toEqual([
      6, 7, 8,
    ]);
    expect(selected({ category: 'account' })).toEqual([]);
  });
});
