import type { AccountId, CommandId, InstrumentId, OrderId } from '@bellwether/domain';
import { expect, test } from 'vitest';
import { recordedAs } from '../../test/process-spec.ts';
import { reactionTo } from '../runtime/reaction.ts';
import { marginLiquidation } from './margin-liquidation.ts';

test('orders end, and positions are closed at the market under the ids that the fact has given', () => {
  const accountId = 'alice' as AccountId;
  const instrumentId = 'ACME' as InstrumentId;
  const [first, second] = ['1', '2'].map(
    (n) => `0192f3a0-7c1e-7aaa-8bbb-00000000000${n}` as OrderId,
  ) as [OrderId, OrderId];
  const callId = '0192f3a0-7c1e-7aaa-8bbb-000000000009' as CommandId;
  const fact = {
    type: 'MarginLiquidationOrdered',
    data: {
      accountId,
      callId,
      round: 1,
      cancels: [{ orderId: first, instrumentId }],
      orders: [{ orderId: second, instrumentId, side: 'SELL', quantity: 5n }],
    },
  } as const;
  const due = reactionTo(marginLiquidation, recordedAs(fact as never));
  expect(due.map(({ command }) => command)).toEqual([
    { type: 'CancelOrder', data: { accountId, instrumentId, orderId: first } },
    {
      type: 'PlaceOrder',
      data: {
        accountId,
        instrumentId,
        side: 'SELL',
        type: 'MARKET',
        timeInForce: 'IOC',
        quantity: 5n,
      },
    },
  ]);
  expect(due[1]?.id).toBe(second);
});
