import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { formatDecimal, parseDecimal } from '../kernel/fixed-point.ts';
import { parseDate } from '../time/civil-date.ts';
import { LOT_METHODS, signedCost, splitFill, type Fill, type LotMethod } from './fill.ts';
import { bustFill, newHistory, recordFill, sealHistory, settleHistory } from './history.ts';
import { UnknownLotError } from './lots.ts';
import { bookFill, EMPTY_POSITION, settlePosition, unrealised, type Position } from './position.ts';

const usd = parseDecimal;
const T = parseDate('2026-11-20');
const S = parseDate('2026-11-23');

let executions = 0;
const fill = (
  side: Fill['side'],
  quantity: bigint,
  price: string,
  more: Partial<Fill> = {},
): Fill => ({
  executionId: `x${(executions += 1)}`,
  side,
  quantity,
  principal: usd(price) * quantity,
  fees: 0n,
  tradeDate: T,
  settlementDate: S,
  ...more,
});

const book = (method: LotMethod, ...fills: readonly Fill[]): Position =>
  fills.reduce((position, f) => bookFill(position, f, method).position, EMPTY_POSITION);

const told = (position: Position, mark: string): string =>
  `realised ${formatDecimal(position.realised)}, left ${position.quantity}, unrealised ${formatDecimal(
    unrealised(position, usd(mark), 1n),
  )}`;

const example = (): Fill[] => [
  fill('BUY', 100n, '10', { executionId: 'first' }),
  fill('BUY', 100n, '12', { executionId: 'second' }),
  fill('SELL', 150n, '15'),
];

describe('buy 100 @ 10, buy 100 @ 12, sell 150 @ 15', () => {
  test.each([
    ['FIFO', 'realised 650.00, left 50, unrealised 150.00'],
    ['AVERAGE', 'realised 600.00, left 50, unrealised 200.00'],
    ['LIFO', 'realised 550.00, left 50, unrealised 250.00'],
  ] as const)('%s: %s', (method, outcome) => {
    expect(told(book(method, ...example()), '15')).toBe(outcome);
  });

  test('specific lots are closed in the order in which they are named, then the oldest', () => {
    const [first, second, sale] = example() as [Fill, Fill, Fill];
    const named = book('SPECIFIC', first, second, { ...sale, lotIds: ['second'] });
    expect(told(named, '15')).toBe('realised 550.00, left 50, unrealised 250.00');
    expect(named.lots).toMatchObject([{ lotId: 'first', quantity: 50n, cost: usd('500') }]);
    expect(() => book('SPECIFIC', first, { ...sale, quantity: 1n, lotIds: ['other'] })).toThrow(
      UnknownLotError,
    );
  });

  test('another method from now on leaves closed P&L as it is', () => {
    const before = book('FIFO', ...example());
    const after = bookFill(before, fill('SELL', 50n, '12'), 'LIFO').position;
    expect(after.realised).toBe(usd('650'));
  });
});

describe('costs', () => {
  test('fees are in the cost of a purchase and reduce the proceeds of a sale', () => {
    const fees = { fees: usd('1') };
    const position = book('FIFO', fill('BUY', 100n, '10', fees), fill('SELL', 100n, '11', fees));
    expect(position.realised).toBe(usd('98'));
  });

  test('a short gains when it is covered lower; its proceeds are net of fees', () => {
    const fees = { fees: usd('1') };
    const short = book('FIFO', fill('SELL', 100n, '50', fees));
    expect(short.lots).toMatchObject([{ quantity: -100n, cost: -usd('4999') }]);
    expect(unrealised(short, usd('45'), 1n)).toBe(usd('499'));
    expect(bookFill(short, fill('BUY', 100n, '45', fees), 'FIFO').position.realised).toBe(
      usd('498'),
    );
  });

  test('a contract counts by its multiplier', () => {
    const bought = fill('BUY', 2n, '1.50', { principal: usd('300') });
    expect(unrealised(book('FIFO', bought), usd('2'), 100n)).toBe(usd('100'));
  });
});

describe('a fill that crosses zero', () => {
  test('is two allocations of one execution; fees are split by quantity to the last unit', () => {
    const crossing = fill('SELL', 150n, '10', { fees: usd('1') });
    expect(splitFill(crossing, 100n)).toEqual([
      { effect: 'CLOSE', quantity: 100n, cost: usd('-999.3333') },
      { effect: 'OPEN', quantity: 50n, cost: usd('-499.6667') },
    ]);
    const position = book('FIFO', fill('BUY', 100n, '9'), crossing);
    expect(position.quantity).toBe(-50n);
    expect(position.realised).toBe(usd('99.3333'));
    expect(position.lots).toMatchObject([{ quantity: -50n, cost: usd('-499.6667') }]);
  });
});

describe('trade date and settlement date', () => {
  test('shares count at once and change hands on settlement', () => {
    const bought = book('FIFO', fill('BUY', 100n, '10'));
    expect([bought.quantity, bought.settled]).toEqual([100n, 0n]);
    expect(settlePosition(bought, T)).toEqual(bought);
    const settled = settlePosition(bought, S);
    expect([settled.quantity, settled.settled, settled.pending]).toEqual([100n, 100n, []]);
  });
});

describe('a busted trade', () => {
  test('leaves what would be there without it, and says what it does to realised P&L', () => {
    const history = newHistory();
    for (const f of example()) recordFill(history, f, 'FIFO');
    settleHistory(history, S);
    expect(bustFill(history, 'first')).toEqual({ correction: usd('-350') });
    expect(told(history.current, '15')).toBe('realised 300.00, left -50, unrealised 0.00');
    expect(history.current.settled).toBe(-50n);
    expect(bustFill(history, 'first')).toBeUndefined();
  });

  test('is too late once its day is sealed', () => {
    const history = newHistory();
    for (const f of example()) recordFill(history, f, 'FIFO');
    sealHistory(history, S);
    expect(history.fills).toEqual([]);
    expect(bustFill(history, 'first')).toBeUndefined();
    expect(history.base).toEqual(history.current);
  });
});

const anyFill = fc.record({
  side: fc.constantFrom('BUY' as const, 'SELL' as const),
  quantity: fc.bigInt({ min: 1n, max: 500n }),
  principal: fc.bigInt({ min: 1n, max: 10n ** 10n }),
  fees: fc.bigInt({ min: -100n, max: 10_000n }),
});

describe('whatever is traded, with whatever method', () => {
  const run = (
    method: LotMethod,
    parts: readonly Pick<Fill, 'side' | 'quantity' | 'principal' | 'fees'>[],
  ) =>
    parts.map((part, i) => ({
      ...fill(part.side, 1n, '1'),
      ...part,
      executionId: `e${i}`,
      method,
    }));

  test.prop([fc.constantFrom(...LOT_METHODS), fc.array(anyFill, { maxLength: 30 })])(
    'cost is conserved: paid = cost of open lots - realised; lots never mix directions',
    (method, parts) => {
      const fills = run(method, parts);
      const position = book(method, ...fills);
      const paid = fills.reduce((sum, f) => sum + signedCost(f), 0n);
      const open = position.lots.reduce((sum, lot) => sum + lot.cost, 0n);
      expect(open - position.realised).toBe(paid);
      expect(position.lots.reduce((sum, lot) => sum + lot.quantity, 0n)).toBe(position.quantity);
      expect(new Set(position.lots.map((lot) => lot.quantity > 0n)).size).toBeLessThan(2);
    },
  );

  test.prop([
    fc.constantFrom(...LOT_METHODS),
    fc.array(anyFill, { minLength: 1, maxLength: 20 }),
    fc.nat(),
  ])('busting a fill equals never having booked it', (method, parts, pick) => {
    const fills = run(method, parts);
    const busted = fills[pick % fills.length];
    const history = newHistory();
    for (const f of fills) recordFill(history, f, method);
    bustFill(history, busted?.executionId ?? '');
    expect(history.current).toEqual(book(method, ...fills.filter((f) => f !== busted)));
  });
});
