import { describe, test } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import { parseDecimal } from '../kernel/fixed-point.ts';
import type { AccountId, CommandId, InstrumentId, OrderId } from '../kernel/ids.ts';
import { parseDate } from '../time/civil-date.ts';
import { SECOND } from '../time/new-york.ts';
import type { MarginCallFact } from './facts.ts';
import { marginCalls, type MarginCallDecision } from './margin-calls.ts';

// Alice lacks 2 500.00 after the close of Monday, 30 November 2026.

/** Of the assessment; the orders of the round before were a minute earlier. */
const AT = 60n * SECOND;

const { given } = specificationOf(marginCalls);
const usd = parseDecimal;
const accountId = 'alice' as AccountId;
const instrumentId = 'ACME' as InstrumentId;
const idOf = (n: number) => `0192f3a0-7c1e-7aaa-8bbb-00000000000${n}`;
const callId = idOf(1) as CommandId;
const [open, sale] = [idOf(5), idOf(6)] as [OrderId, OrderId];
const worth = { equity: usd('5000'), maintenance: usd('7500') };
const closing = { instrumentId, side: 'SELL', quantity: 100n } as const;

type Assessed = Extract<MarginCallDecision, { type: 'AssessMargin' }>['data'];
const assess = (call: string, day: string, more: Partial<Assessed> = {}): MarginCallDecision => ({
  type: 'AssessMargin',
  commandId: callId,
  at: AT,
  orderIds: [sale],
  data: {
    accountId,
    day: parseDate(day),
    kind: 'HOUSE',
    ...worth,
    call: usd(call),
    mayTrade: true,
    openOrders: [],
    closings: [closing],
    ...more,
  },
});
const issued = (dueOn: string, kind: 'HOUSE' | 'FUTURES' = 'HOUSE'): MarginCallFact => ({
  type: 'MarginCallIssued',
  data: {
    accountId,
    callId,
    kind,
    amount: usd('2500'),
    ...worth,
    issuedOn: parseDate('2026-11-30'),
    dueOn: parseDate(dueOn),
  },
});
const ordered = (round: number, cancels: boolean, orderedAt = 0n): MarginCallFact => ({
  type: 'MarginLiquidationOrdered',
  data: {
    accountId,
    callId,
    orderedAt,
    round,
    cancels: cancels ? [{ orderId: open, instrumentId }] : [],
    orders: cancels ? [] : [{ orderId: sale, ...closing }],
  },
});
const named = { accountId, callId, ...worth };

describe('a margin call', () => {
  test('is issued where something is missing, until a day of the house', () => {
    given().when(assess('2500', '2026-11-30')).thenRecords(issued('2026-12-03'));
    given().when(assess('0', '2026-11-30')).thenNothing();
  });

  test('of futures is due by the next session', () => {
    given()
      .when(assess('2500', '2026-11-30', { kind: 'FUTURES' }))
      .thenRecords(issued('2026-12-01', 'FUTURES'));
  });

  test('is one at a time: another amount changes it, the same says nothing', () => {
    given(issued('2026-12-03')).when(assess('2500', '2026-12-01')).thenNothing();
    given(issued('2026-12-03'))
      .when(assess('3000', '2026-12-01'))
      .thenRecords({
        type: 'MarginCallChanged',
        data: { ...named, amount: usd('3000'), changedOn: parseDate('2026-12-01') },
      });
  });

  test('is met when nothing is missing any more', () => {
    given(issued('2026-12-03'))
      .when(assess('0', '2026-12-02'))
      .thenRecords({
        type: 'MarginCallMet',
        data: { ...named, metOn: parseDate('2026-12-02') },
      });
  });
});

describe('an overdue call', () => {
  test('ends open orders first, and closes positions where none is open', () => {
    const openOrders = [{ orderId: open, instrumentId }];
    given(issued('2026-12-03'))
      .when(assess('2500', '2026-12-07', { openOrders }))
      .thenRecords(ordered(1, true, AT));
    given(issued('2026-12-03'), ordered(1, true))
      .when(assess('2500', '2026-12-07'))
      .thenRecords(ordered(2, false, AT));
  });

  test.each([
    ['on its last day', '2026-12-03', {}],
    ['while nothing can be traded', '2026-12-07', { mayTrade: false }],
    ['where nothing is left to close', '2026-12-07', { closings: [] }],
  ] as const)('does nothing %s', (_, day, more) => {
    given(issued('2026-12-03'))
      .when(assess('2500', day, more as Partial<Assessed>))
      .thenNothing();
  });

  test('waits until it can be known what the orders of the last round have traded', () => {
    given(issued('2026-12-03'), ordered(1, false, AT - 44n * SECOND))
      .when(assess('2500', '2026-12-07'))
      .thenNothing();
  });

  test('is liquidated when nothing is missing after orders of the house', () => {
    given(issued('2026-12-03'), ordered(1, false))
      .when(assess('0', '2026-12-07'))
      .thenRecords({
        type: 'MarginCallLiquidated',
        data: { ...named, liquidatedOn: parseDate('2026-12-07'), rounds: 1 },
      });
  });

  test('is over then: what is missing later is another one', () => {
    const done: MarginCallFact = {
      type: 'MarginCallLiquidated',
      data: { ...named, liquidatedOn: parseDate('2026-11-30'), rounds: 1 },
    };
    given(issued('2026-12-03'), ordered(1, false), done)
      .when(assess('2500', '2026-11-30'))
      .thenRecords(issued('2026-12-03'));
  });
});

test('somebody may have an account looked at', () => {
  const data = { accountId };
  given()
    .when({ type: 'RequestMarginCheck', data })
    .thenRecords({ type: 'MarginCheckRequested', data });
});
