import { beforeEach, describe, expect, test } from 'vitest';
import { MarketBoard, type BoardSource } from '../board/market-board.ts';
import { quoteRow } from '../board/market-rows.ts';
import { MarketTime } from '../moment/market-time.ts';
import { UpdateFlag } from '../update/flags.ts';
import { UpdateKind } from '../update/kind.ts';
import { MarketUpdate } from '../update/market-update.ts';
import type { Sequencing } from '../update/sink.ts';
import { BoardIntake } from './board-intake.ts';

const SECOND = 1_000_000_000;
/** 10 June 2026, 13:30 UTC: the open. */
const DAY = 20_614;
const OPEN = 13.5 * 3_600 * SECOND;

let board: MarketBoard;
let time: MarketTime;
let nowMs: number;
let taken: { source: number; instrument: number; sequence: number; receiveNanos: number }[];

beforeEach(() => {
  board = new MarketBoard({ instrumentsMax: 8, indicators: [], changed: () => undefined });
  time = new MarketTime();
  [nowMs, taken] = [86_400_000 + 5, []];
});

function intakeOf(name: string, sequencing: Sequencing = 'CONTIGUOUS'): BoardIntake {
  const source: BoardSource = board.source(name, sequencing, true);
  return new BoardIntake({
    board,
    source,
    time,
    now: () => nowMs,
    taken: {
      instrument: () => undefined,
      update: ({ source: from, instrument, sequence, receiveNanos }) =>
        void taken.push({ source: from, instrument, sequence, receiveNanos }),
    },
  });
}

/** A quote of one cent around a price, so many seconds after the open. */
function quote(sequence: number, price: number, seconds: number, instrument = 0): MarketUpdate {
  return Object.assign(new MarketUpdate(), {
    kind: UpdateKind.QUOTE,
    flags: UpdateFlag.LAST,
    instrument,
    sequence,
    exchangeDay: DAY,
    exchangeNanos: OPEN + seconds * SECOND,
    bidPrice: price - 50,
    askPrice: price + 50,
    bidSize: 1,
    askSize: 1,
  });
}

test('updates go on with the market’s numbers and the time of receipt, and the reader’s record stays as it is', () => {
  const [first, second] = [intakeOf('first'), intakeOf('second')];
  first.begin();
  first.instrument(700, 'A');
  second.begin();
  second.instrument(9, 'B');
  second.instrument(3, 'A');
  const told = quote(5, 10_000, 0, 3);
  second.update(told);
  expect(taken).toEqual([{ source: 1, instrument: 0, sequence: 5, receiveNanos: 5_000_000 }]);
  expect([told.instrument, told.sequence, told.receiveNanos]).toEqual([3, 5, 0]);
  expect(quoteRow(board, 0)).toMatchObject({ symbol: 'A', bid: '9950', bidVenues: ['second'] });
});

describe('what is lost', () => {
  test('is listed by the numbers of its recording, also when it is read again', () => {
    const intake = intakeOf('one');
    for (let reading = 0; reading < 2; reading++) {
      intake.begin();
      intake.instrument(0, 'A');
      for (const sequence of [1, 2, 6]) intake.update(quote(sequence, 10_000, sequence));
    }
    expect(intake.losses.map(({ from, to, count }) => [from, to, count])).toEqual([
      [3, 5, 3],
      [3, 5, 3],
    ]);
  });

  test('has no count where the reader says that something is missing', () => {
    const intake = intakeOf('one', 'ASCENDING');
    intake.begin();
    intake.instrument(0, 'A');
    intake.update(quote(1, 10_000, 0));
    const behind = quote(2, 10_000, 1);
    behind.flags |= UpdateFlag.GAP_BEFORE;
    intake.update(behind);
    expect(intake.losses).toMatchObject([{ symbol: undefined, count: 0 }]);
  });
});

describe('a market of two sources', () => {
  test('has nothing of one that is cleared, or begins anew', () => {
    const [one, two] = [intakeOf('one'), intakeOf('two')];
    for (const [intake, price] of [
      [one, 10_000],
      [two, 10_010],
    ] as const) {
      intake.begin();
      intake.instrument(0, 'A');
      intake.update(quote(1, price, 0));
    }
    expect(quoteRow(board, 0)).toMatchObject({ bid: '9960', ask: '10050' });
    two.clear();
    expect(quoteRow(board, 0)).toMatchObject({ bid: '9950', ask: '10050', bidVenues: ['one'] });
    one.begin();
    expect(quoteRow(board, 0)).toMatchObject({ bid: null, ask: null });
  });

  test('moves a recording of another day up to its time, and is stale where nobody says anything', () => {
    const [one, two] = [intakeOf('one'), intakeOf('two')];
    one.begin();
    one.instrument(0, 'A');
    one.update(quote(1, 10_000, 60));
    two.begin();
    two.instrument(0, 'A');
    two.update(Object.assign(quote(1, 10_010, 0), { exchangeDay: DAY - 900 }));
    expect([one.isMoved, two.isMoved, two.event]).toEqual([
      false,
      true,
      { day: DAY, nanos: OPEN + 60 * SECOND },
    ]);
    expect(quoteRow(board, 0)).toMatchObject({
      bidVenues: ['two'],
      askVenues: ['one'],
      stale: null,
    });
    nowMs += 5_001;
    const moment = time.pass(nowMs);
    board.advance(moment?.day ?? 0, moment?.nanos ?? 0);
    expect(quoteRow(board, 0)).toMatchObject({ bid: null, ask: null, stale: 'SILENT' });
  });
});

test('a name that was there with another kind of numbers is refused', () => {
  intakeOf('one', 'ASCENDING');
  expect(() => intakeOf('one', 'CONTIGUOUS')).toThrow(RangeError);
});
