import { feeTotal, principalOf } from '@bellwether/domain';
import { defineProjection, type Projection } from '../runtime/projection.ts';
import type { FactContext } from '../runtime/recorded-fact.ts';
import { tradeDateOf } from '../runtime/trade-date.ts';
import { executed, type Executed, type Side } from './sides.ts';
import { positionDays, type PositionDayRow } from './table.ts';

const dayKey = (accountId: string, instrumentId: string, { at }: FactContext): string =>
  `${accountId}/${instrumentId}/${tradeDateOf(at)}`;

function emptyDay(
  positionDayId: string,
  accountId: string,
  instrumentId: string,
  { at, position }: FactContext,
): PositionDayRow {
  const sums = { cost: 0n, fees: 0n, turnover: 0n, bought: 0n, sold: 0n };
  const day = tradeDateOf(at);
  return {
    positionDayId,
    accountId,
    instrumentId,
    day,
    traded: 0n,
    transferred: 0n,
    ...sums,
    position,
  };
}

function dealt(row: PositionDayRow, trade: Executed, { side, fees: paid }: Side): PositionDayRow {
  const [principal, fees] = [principalOf(trade), feeTotal(paid)];
  const sign = side === 'BUY' ? 1n : -1n;
  return {
    ...row,
    traded: row.traded + sign * trade.quantity,
    cost: row.cost + sign * principal + fees,
    fees: row.fees + fees,
    turnover: row.turnover + sign * trade.price * trade.quantity,
    bought: row.bought + (side === 'BUY' ? principal : 0n),
    sold: row.sold + (side === 'SELL' ? principal : 0n),
  };
}

const dayReaction = executed(dayKey, emptyDay, dealt);

/** What each day did to each position. Trades taken back are subtracted where it is read: only they know their day. */
export const positionDaysProjection: Projection = defineProjection<PositionDayRow>({
  name: 'position_days',
  version: 1,
  tables: { postgres: positionDays },
  key: 'positionDayId',
  on: {
    TradeExecuted: dayReaction,
    OrderExecuted: dayReaction,
    SharesAllocated: {
      keys: ({ accountId, instrumentId }, context) => [dayKey(accountId, instrumentId, context)],
      evolve: (row, { accountId, instrumentId, quantity }, context, key) => {
        const before = row ?? emptyDay(key, accountId, instrumentId, context);
        const transferred = before.transferred + quantity;
        return { ...before, transferred, position: context.position };
      },
    },
  },
});
