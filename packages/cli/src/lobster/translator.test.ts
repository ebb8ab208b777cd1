import { describe, expect, test } from 'vitest';
import { NaivePlatform } from '../../test/naive-platform.ts';
import { LobsterType, type LobsterLevel, type LobsterRow } from '@bellwether/engine/verify';
import type { Step } from './step.ts';
import { Translator } from './translator.ts';

type Levels = readonly (readonly [price: number, size: number])[];

const levels = (pairs: Levels): readonly LobsterLevel[] =>
  pairs.map(([price, size]) => ({ price, size }));

/** Rows of a small day: each with what happened and the book after it. */
function rows(
  ...told: readonly {
    readonly type: LobsterType;
    readonly id: number;
    readonly size: number;
    readonly price: number;
    readonly side: 'BUY' | 'SELL';
    readonly time?: number;
    readonly asks: Levels;
    readonly bids: Levels;
  }[]
): readonly LobsterRow[] {
  return told.map(({ type, id, size, price, side, time, asks, bids }, index) => ({
    index,
    message: {
      time: time ?? index,
      type,
      orderId: id,
      size,
      price,
      direction: side === 'BUY' ? 1 : -1,
    },
    asks: levels(asks),
    bids: levels(bids),
    depth: 5,
  }));
}

function translate(day: readonly LobsterRow[]): readonly Step[] {
  const translator = new Translator();
  return [...day.flatMap((row) => translator.next(row)), ...translator.end()];
}

const { NEW, PARTIAL_CANCEL, DELETE, EXECUTION, HIDDEN_EXECUTION } = LobsterType;
const start = {
  type: NEW,
  id: 1,
  size: 10,
  price: 99,
  side: 'BUY',
  asks: [[101, 20]],
  bids: [[99, 30]],
} as const;
const seed: readonly Step[] = [
  { kind: 'place', side: 'SELL', price: 101, size: 20 },
  { kind: 'place', side: 'BUY', price: 99, size: 30 },
];

describe('rows become commands', () => {
  test('row 0 seeds the book: its own message is in it already', () => {
    expect(translate(rows(start))).toEqual(seed);
  });

  test('a new order is placed, reduced in place and cancelled', () => {
    const day = rows(
      start,
      {
        type: NEW,
        id: 2,
        size: 8,
        price: 100,
        side: 'BUY',
        asks: [[101, 20]],
        bids: [
          [100, 8],
          [99, 30],
        ],
      },
      {
        type: PARTIAL_CANCEL,
        id: 2,
        size: 3,
        price: 100,
        side: 'BUY',
        asks: [[101, 20]],
        bids: [
          [100, 5],
          [99, 30],
        ],
      },
      {
        type: DELETE,
        id: 2,
        size: 5,
        price: 100,
        side: 'BUY',
        asks: [[101, 20]],
        bids: [[99, 30]],
      },
    );
    expect(translate(day)).toEqual([
      ...seed,
      { kind: 'place', side: 'BUY', price: 100, size: 8 },
      { kind: 'reduce', order: 2, price: 100, quantity: 5 },
      { kind: 'cancel', order: 2 },
    ]);
  });

  test('executions with one time stamp are one incoming order at the last price; hidden ones do not count', () => {
    const day = rows(
      {
        ...start,
        asks: [
          [101, 20],
          [102, 10],
        ],
      },
      {
        type: EXECUTION,
        id: 7,
        size: 20,
        price: 101,
        side: 'SELL',
        time: 7,
        asks: [[102, 10]],
        bids: [[99, 30]],
      },
      {
        type: HIDDEN_EXECUTION,
        id: 0,
        size: 5,
        price: 101,
        side: 'SELL',
        time: 7,
        asks: [[102, 10]],
        bids: [[99, 30]],
      },
      {
        type: EXECUTION,
        id: 8,
        size: 4,
        price: 102,
        side: 'SELL',
        time: 7,
        asks: [[102, 6]],
        bids: [[99, 30]],
      },
    );
    expect(translate(day).at(-1)).toEqual({
      kind: 'take',
      side: 'BUY',
      price: 102,
      size: 24,
      fills: [
        { row: 1, price: 101, size: 20, orders: [0] },
        { row: 3, price: 102, size: 4, orders: [1] },
      ],
    });
  });

  test('a partly executed order is reduced by its new total', () => {
    const day = rows(
      start,
      {
        type: NEW,
        id: 2,
        size: 8,
        price: 100,
        side: 'BUY',
        asks: [[101, 20]],
        bids: [
          [100, 8],
          [99, 30],
        ],
      },
      {
        type: EXECUTION,
        id: 2,
        size: 3,
        price: 100,
        side: 'BUY',
        asks: [[101, 20]],
        bids: [
          [100, 5],
          [99, 30],
        ],
      },
      {
        type: PARTIAL_CANCEL,
        id: 2,
        size: 1,
        price: 100,
        side: 'BUY',
        asks: [[101, 20]],
        bids: [
          [100, 4],
          [99, 30],
        ],
      },
    );
    expect(translate(day).at(-1)).toEqual({ kind: 'reduce', order: 2, price: 100, quantity: 7 });
  });
});

describe('what the file does not show', () => {
  test('orders from before the file are reduced and cancelled where they stand, unnamed', () => {
    const day = rows(start, {
      type: DELETE,
      id: 77,
      size: 12,
      price: 99,
      side: 'BUY',
      asks: [[101, 20]],
      bids: [[99, 18]],
    });
    expect(translate(day).at(-1)).toEqual({ kind: 'reduce', order: 1, price: 99, quantity: 18 });
  });

  test('a level that comes into view is adopted, with what stood there before queueing first', () => {
    const five: Levels = [
      [101, 1],
      [102, 1],
      [103, 1],
      [104, 1],
      [105, 1],
    ];
    const day = rows(
      { ...start, asks: five },
      {
        type: DELETE,
        id: 9,
        size: 1,
        price: 101,
        side: 'SELL',
        asks: [...five.slice(1), [106, 40]],
        bids: [[99, 30]],
      },
    );
    expect(translate(day).slice(-2)).toEqual([
      { kind: 'cancel', order: 0 },
      { kind: 'place', side: 'SELL', price: 106, size: 40 },
    ]);
  });

  test('a level that lost orders out of view loses the newest', () => {
    const five: Levels = [
      [101, 1],
      [102, 1],
      [103, 1],
      [104, 1],
      [105, 9],
    ];
    const day = rows(
      { ...start, asks: five },
      {
        type: NEW,
        id: 3,
        size: 5,
        price: 100,
        side: 'SELL',
        asks: [[100, 5], ...five.slice(0, 4)],
        bids: [[99, 30]],
      },
      {
        type: DELETE,
        id: 3,
        size: 5,
        price: 100,
        side: 'SELL',
        asks: [...five.slice(0, 4), [105, 2]],
        bids: [[99, 30]],
      },
    );
    expect(translate(day).slice(-2)).toEqual([
      { kind: 'cancel', order: 6 },
      { kind: 'reduce', order: 4, price: 105, quantity: 2 },
    ]);
  });
});

test('after every row, the book that the steps make is the book that the file shows', () => {
  const five: Levels = [
    [101, 5],
    [102, 5],
    [103, 5],
    [104, 5],
    [105, 5],
  ];
  const day = rows(
    { ...start, asks: five },
    {
      type: NEW,
      id: 2,
      size: 7,
      price: 100,
      side: 'SELL',
      asks: [[100, 7], ...five.slice(0, 4)],
      bids: [[99, 30]],
    },
    {
      type: EXECUTION,
      id: 2,
      size: 7,
      price: 100,
      side: 'SELL',
      time: 7,
      asks: [...five.slice(0, 4), [106, 9]],
      bids: [[99, 30]],
    },
    {
      type: EXECUTION,
      id: 50,
      size: 2,
      price: 101,
      side: 'SELL',
      time: 7,
      asks: [[101, 3], ...five.slice(1, 4), [106, 9]],
      bids: [[99, 30]],
    },
    {
      type: NEW,
      id: 4,
      size: 6,
      price: 99,
      side: 'BUY',
      asks: [[101, 3], ...five.slice(1, 4), [106, 9]],
      bids: [[99, 36]],
    },
  );
  const platform = new NaivePlatform();
  const steps = translate(day);
  for (const step of steps) platform.execute(step);
  expect(platform.levels('SELL', 5)).toEqual(
    levels([
      [101, 3],
      [102, 5],
      [103, 5],
      [104, 5],
      [106, 9],
    ]),
  );
  expect(platform.levels('BUY', 5)).toEqual(levels([[99, 36]]));
});
