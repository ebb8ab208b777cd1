import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InstrumentId } from '../kernel/ids.ts';
import { parseDate } from '../time/civil-date.ts';
import { settleInstrument, type DeliveryTerms } from './deliver.ts';
import type { NettedLine, SettledLine } from './lines.ts';

const DAY = parseDate('2026-12-01');
const USD = 10_000n;

function line(participant: string, quantity: number, usd: number, since?: string): NettedLine {
  return {
    participant,
    instrumentId: 'ACME' as InstrumentId,
    quantity: BigInt(quantity),
    amount: BigInt(usd) * USD,
    fees: 0n,
    ...(since === undefined ? {} : { failingSince: parseDate(since) }),
  };
}

/** @param delivered by participant; absent: everything. */
function terms(usd: number, delivered: Readonly<Record<string, number>> = {}): DeliveryTerms {
  return {
    settlementDate: DAY,
    mark: BigInt(usd) * USD,
    multiplier: 1n,
    delivered: ({ participant, quantity }) => BigInt(delivered[participant] ?? -quantity),
    // By name: tests read as tables.
    lot: (participant) => BigInt(participant.codePointAt(0) ?? 0),
  };
}

/** Shares and dollars that moved, those that the price of what is late moved, and what is left. */
function told({ participant, quantity, amount, marked, left, leftAmount }: SettledLine) {
  return [participant, Number(quantity), usd(amount), usd(marked), Number(left), usd(leftAmount)];
}

const usd = (amount: bigint): number => Number(amount) / Number(USD);

describe('a run of one instrument', () => {
  // A buys 300 at 10 from B and sells 200 at 11 to C.
  const LINES = [line('A', 100, -800), line('B', -300, 3_000), line('C', 200, -2_200)];

  test('moves shares and money of everybody where everything is delivered', () => {
    expect(settleInstrument(LINES, terms(11)).map(told)).toEqual([
      ['A', 100, -800, 0, 0, 0],
      ['B', -300, 3_000, 0, 0, 0],
      ['C', 200, -2_200, 0, 0, 0],
    ]);
  });

  test('gives what was delivered in part to one after the other, and prices the rest anew', () => {
    // A by lot before C: 100 for A, 50 of 200 for C.
    expect(settleInstrument(LINES, terms(12, { B: 150 })).map(told)).toEqual([
      ['A', 100, -800, 0, 0, 0],
      ['B', -150, 1_500, -300, -150, 1_800],
      ['C', 50, -550, 150, 150, -1_800],
    ]);
  });

  test('nothing delivered moves no share, and no money but for the new price', () => {
    expect(settleInstrument(LINES, terms(10, { B: 0 })).map(told)).toEqual([
      ['A', 0, 0, 200, 100, -1_000],
      ['B', 0, 0, 0, -300, 3_000],
      ['C', 0, 0, -200, 200, -2_000],
    ]);
  });

  test('those who wait longest are served first, whatever their lot', () => {
    const lines = [line('A', 50, -500), line('B', -100, 1_000), line('C', 50, -500, '2026-11-30')];
    const served = settleInstrument(lines, terms(10, { B: 50 }));
    expect(served.map(told)).toEqual([
      ['A', 0, 0, 0, 50, -500],
      ['B', -50, 500, 0, -50, 500],
      ['C', 50, -500, 0, 0, 0],
    ]);
    expect(served.map(({ failingSince, reason }) => [failingSince, reason])).toEqual([
      [DAY, 'NOT_RECEIVED'],
      [DAY, 'NOT_DELIVERED'],
      [undefined, undefined],
    ]);
  });

  test('trades that cancel out in shares still move their difference in money', () => {
    const lines = [line('A', 0, 200), line('B', 100, -1_200), line('C', -100, 1_000)];
    expect(settleInstrument(lines, terms(10, { C: 0 })).map(told)).toEqual([
      ['A', 0, 200, 0, 0, 0],
      ['B', 0, 0, -200, 100, -1_000],
      ['C', 0, 0, 0, -100, 1_000],
    ]);
  });
});

test('a sale of 100 at 10 that is late for three days at 11, 9 and 12 brings 1,000, bit by bit', () => {
  let due = line('A', -100, 1_000);
  const buyer = (seller: NettedLine): NettedLine => ({
    ...seller,
    participant: 'B',
    quantity: -seller.quantity,
    amount: -seller.amount,
  });
  const moved: number[] = [];
  for (const mark of [11, 9, 12]) {
    const [seller] = settleInstrument([due, buyer(due)], terms(mark, { A: 0 }));
    moved.push(usd(seller!.amount + seller!.marked));
    due = { ...due, amount: seller!.leftAmount, failingSince: seller!.failingSince! };
  }
  const [seller] = settleInstrument([due, buyer(due)], terms(99));
  moved.push(usd(seller!.amount + seller!.marked));
  expect(moved).toEqual([-100, 200, -300, 1_200]);
});

test('property: run after run, no share and no unit of money comes from nowhere or is lost', () => {
  const trade = fc.record({
    buyer: fc.integer({ min: 0, max: 4 }),
    seller: fc.integer({ min: 0, max: 4 }),
    quantity: fc.bigInt({ min: 1n, max: 1_000n }),
    price: fc.bigInt({ min: 1n, max: 2_000_000n }),
  });
  const day = fc.record({
    trades: fc.array(trade, { maxLength: 12 }),
    mark: fc.bigInt({ min: 1n, max: 2_000_000n }),
    /** Of a thousand shares, how many each of five delivers. */
    delivers: fc.array(fc.bigInt({ min: 0n, max: 1_000n }), { minLength: 5, maxLength: 5 }),
  });
  fc.assert(
    fc.property(fc.array(day, { minLength: 1, maxLength: 6 }), (days) => {
      // The naive book: what each has been promised, and what each has had.
      const promised = Array.from({ length: 5 }, () => ({ shares: 0n, money: 0n }));
      const had = promised.map(() => ({ shares: 0n, money: 0n }));
      let late: readonly SettledLine[] = [];
      for (const { trades, mark, delivers } of days) {
        const due = promised.map((_, index) => {
          const old = late[index];
          const since = old?.failingSince;
          return {
            ...line(`${index}`, 0, 0),
            quantity: old?.left ?? 0n,
            amount: old?.leftAmount ?? 0n,
            ...(since === undefined ? {} : { failingSince: since }),
          };
        });
        for (const { buyer, seller, quantity, price } of trades) {
          const money = quantity * price;
          for (const [who, sign] of [
            [buyer, 1n],
            [seller, -1n],
          ] as const) {
            promised[who]!.shares += sign * quantity;
            promised[who]!.money -= sign * money;
            due[who]!.quantity += sign * quantity;
            due[who]!.amount -= sign * money;
          }
        }
        late = settleInstrument(due, {
          settlementDate: DAY,
          mark,
          multiplier: 1n,
          delivered: ({ participant, quantity }) =>
            (-quantity * delivers[Number(participant)]!) / 1_000n,
          lot: BigInt,
        });
        for (const [index, one] of late.entries()) {
          had[index]!.shares += one.quantity;
          had[index]!.money += one.amount + one.marked;
          // What has moved and what will is what was agreed, for each of them, at every moment.
          expect(had[index]!.shares + one.left).toBe(promised[index]!.shares);
          expect(had[index]!.money + one.leftAmount).toBe(promised[index]!.money);
        }
        const sum = (of: (one: SettledLine) => bigint) =>
          late.reduce((all, one) => all + of(one), 0n);
        expect(sum((one) => one.quantity)).toBe(0n);
        expect(sum((one) => one.amount + one.marked)).toBe(0n);
      }
    }),
  );
});
