import { feeTotal, principalOf } from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import type { DataOf, FactContext } from '../runtime/recorded-fact.ts';
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

/** What a corporate action does to a day: shares that come or go for nothing, and what is paid instead or beside. */
interface Acted {
  readonly accountId: string;
  readonly instrumentId: string;
}

function acted<Data extends Acted>(
  change: (data: Data) => {
    readonly shares: bigint;
    readonly paid: bigint;
    readonly turnover?: bigint;
  },
): Reaction<PositionDayRow, Data> {
  return {
    keys: ({ accountId, instrumentId }, context) => [dayKey(accountId, instrumentId, context)],
    evolve: (row, data, context, key) => {
      const before = row ?? emptyDay(key, data.accountId, data.instrumentId, context);
      const { shares, paid, turnover = 0n } = change(data);
      return {
        ...before,
        traded: before.traded + shares,
        cost: before.cost - paid,
        turnover: before.turnover + turnover,
        position: context.position,
      };
    },
  };
}

/** What the shares that come are worth leaves one position and comes to the other: it is no profit of either. */
function exchanged(
  row: PositionDayRow | undefined,
  data: DataOf<'PositionExchanged'>,
  context: FactContext,
  key: string,
): PositionDayRow {
  const { accountId, instrumentId, otherInstrumentId = instrumentId } = data;
  const { quantity, quantityBefore, cash, cashInLieu, received, value } = data;
  const { position } = context;
  if (key === dayKey(accountId, instrumentId, context)) {
    const before = row ?? emptyDay(key, accountId, instrumentId, context);
    const traded = before.traded + quantity - quantityBefore;
    return { ...before, traded, cost: before.cost - cash - value - cashInLieu, position };
  }
  const before = row ?? emptyDay(key, accountId, otherInstrumentId, context);
  return { ...before, traded: before.traded + received, cost: before.cost + value, position };
}

/**
 * Shares come or go at what they are worth, and the contracts bring what that is better than the strike: neither is a profit of
 * the day.
 */
function exercised(
  row: PositionDayRow | undefined,
  data: DataOf<'OptionExercised'>,
  context: FactContext,
  key: string,
): PositionDayRow {
  const { instrumentId, underlyingId, contracts, quantity, principal, right } = data;
  const { position } = context;
  const isBuyer = [instrumentId, underlyingId].some(
    (id) => key === dayKey(data.buyAccountId ?? '', id, context),
  );
  const accountId = (isBuyer ? data.buyAccountId : data.sellAccountId) ?? '';
  const sign = isBuyer ? 1n : -1n;
  const worth = data.underlyingPrice * quantity;
  if (key === dayKey(accountId, underlyingId, context)) {
    const before = row ?? emptyDay(key, accountId, underlyingId, context);
    const traded = before.traded + sign * quantity;
    return { ...before, traded, cost: before.cost + sign * worth, position };
  }
  const before = row ?? emptyDay(key, accountId, instrumentId, context);
  const isHolder = isBuyer === (right === 'CALL');
  const traded = before.traded + (isHolder ? -contracts : contracts);
  return { ...before, traded, cost: before.cost + sign * (principal - worth), position };
}

const dayReaction = executed(dayKey, emptyDay, dealt);

/** What each day did to each position. Trades taken back are subtracted where it is read: only they know their day. */
export const positionDaysProjection: Projection = defineProjection<PositionDayRow>({
  name: 'position_days',
  version: 2,
  tables: { postgres: positionDays },
  key: 'positionDayId',
  on: {
    TradeExecuted: dayReaction,
    OrderExecuted: dayReaction,
    PositionAdjusted: acted<DataOf<'PositionAdjusted'>>(({ quantity, quantityBefore, cash }) => ({
      shares: quantity - quantityBefore,
      paid: cash,
    })),
    PositionExchanged: {
      keys: ({ accountId, instrumentId, otherInstrumentId: other }, context) => [
        dayKey(accountId, instrumentId, context),
        ...(other === undefined ? [] : [dayKey(accountId, other, context)]),
      ],
      evolve: (row, data, context, key) => exchanged(row, data, context, key),
    },
    OptionExercised: {
      keys: (data, context) =>
        [data.buyAccountId, data.sellAccountId].flatMap((accountId) =>
          accountId === undefined
            ? []
            : [data.instrumentId, data.underlyingId].map((id) => dayKey(accountId, id, context)),
        ),
      evolve: (row, data, context, key) => exercised(row, data, context, key),
    },
    // A future pays what its contracts were worth beyond their price: they are worth so much less.
    PositionExpired: acted<DataOf<'PositionExpired'>>((data) => {
      const shares = data.quantity - data.quantityBefore;
      const { settlementPrice: price, cash: paid, multiplier } = data;
      if (price === undefined) return { shares, paid };
      return { shares, paid, turnover: shares * price + paid / BigInt(multiplier) };
    }),
    VariationPaid: acted<DataOf<'VariationPaid'>>(({ amount, multiplier }) => ({
      shares: 0n,
      paid: amount,
      turnover: amount / BigInt(multiplier),
    })),
    // A claim is worth what it will bring: it counts from the day on which the price falls by it.
    DividendAccrued: acted<DataOf<'DividendAccrued'>>(({ amount }) => ({
      shares: 0n,
      paid: amount,
    })),
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
