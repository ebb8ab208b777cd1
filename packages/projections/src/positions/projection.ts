import {
  adjustLots,
  arriveLots,
  bookSideOf,
  departLots,
  exerciseLots,
  feeTotal,
  principalOf,
  returnCapital,
  type Fees,
} from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import type { DataOf } from '../runtime/recorded-fact.ts';
import { arrivalOf, booked, lotsOf, withLots } from './average-cost.ts';
import { positions, type PositionRow } from './table.ts';

interface Held {
  readonly accountId: string;
  readonly instrumentId: string;
  readonly side?: string;
}

const keyOf = (accountId: string, instrumentId: string): string => `${accountId}/${instrumentId}`;

/** A fact that changes one position; of orders, only sells concern shares. */
function changes<Data extends Held>(
  change: (row: PositionRow, data: Data) => PositionRow,
): Reaction<PositionRow, Data> {
  return {
    keys: ({ accountId, instrumentId, side }) =>
      side === 'BUY' ? [] : [keyOf(accountId, instrumentId)],
    evolve: (row, data, { position }, key) => ({ ...change(row ?? flat(key), data), position }),
  };
}

/** What an issuer does to a position. */
function actedOn<Data extends Held>(
  change: (row: PositionRow, data: Data) => PositionRow,
): Reaction<PositionRow, Data> {
  return {
    keys: ({ accountId, instrumentId }) => [keyOf(accountId, instrumentId)],
    evolve: (row, data, { position }, key) => ({ ...change(row ?? flat(key), data), position }),
  };
}

type TwoSided = DataOf<'TradeExecuted'> | DataOf<'TradeBusted'>;

/** A fact that changes the positions of both sides of a trade: the seller's first, where they are the same. */
function both<Data extends TwoSided>(
  seller: (row: PositionRow, data: Data) => PositionRow,
  buyer: (row: PositionRow, data: Data) => PositionRow,
): Reaction<PositionRow, Data> {
  return {
    keys: ({ buyAccountId, sellAccountId, instrumentId }) =>
      buyAccountId === sellAccountId
        ? [keyOf(buyAccountId, instrumentId)]
        : [keyOf(buyAccountId, instrumentId), keyOf(sellAccountId, instrumentId)],
    evolve: (row, data, { position }, key) => {
      let changed = row ?? flat(key);
      if (keyOf(data.sellAccountId, data.instrumentId) === key) changed = seller(changed, data);
      if (keyOf(data.buyAccountId, data.instrumentId) === key) changed = buyer(changed, data);
      return { ...changed, position };
    },
  };
}

/** Positions by account and instrument, with average cost and realised profit. */
export const positionsProjection: Projection = defineProjection<PositionRow>({
  name: 'positions',
  version: 3,
  tables: { postgres: positions },
  key: 'positionId',
  on: {
    SharesAllocated: changes((row, { quantity }) =>
      booked(row, { side: 'BUY', quantity, principal: 0n, fees: 0n }),
    ),
    OrderAccepted: changes((row, { quantity }) => ({ ...row, reserved: row.reserved + quantity })),
    OrderCancelled: changes((row, { quantity }) => ({ ...row, reserved: row.reserved - quantity })),
    OrderReplaced: changes((row, { leaves, previousLeaves }) => ({
      ...row,
      reserved: row.reserved + leaves - previousLeaves,
    })),
    OrderDecremented: changes((row, { quantity }) => ({
      ...row,
      reserved: row.reserved - quantity,
    })),
    OrderExecuted: {
      keys: ({ accountId, instrumentId }) => [keyOf(accountId, instrumentId)],
      evolve: (row, data, { position }, key) => ({
        ...(bookSideOf(data.side) === 'BUY' ? bought : sold)(row ?? flat(key), data, data.fees),
        position,
      }),
    },
    TradeExecuted: both<DataOf<'TradeExecuted'>>(
      (row, trade) => sold(row, trade, trade.sellFees),
      (row, trade) => bought(row, trade, trade.buyFees),
    ),
    PositionAdjusted: actedOn(adjusted),
    PositionExchanged: {
      joins: true,
      keys: ({ accountId, instrumentId, otherInstrumentId: other }) => [
        keyOf(accountId, instrumentId),
        ...(other === undefined ? [] : [keyOf(accountId, other)]),
      ],
      evolve: (row, data, { position }, key, before) => {
        const from = keyOf(data.accountId, data.instrumentId);
        if (!before.has(from)) throw new Error(`${from} is not known here: rebuild the read model`);
        const given = before.get(from) ?? flat(from);
        const after = key === from ? departed(given, data) : arrived(row ?? flat(key), given, data);
        return { ...after, position };
      },
    },
    OptionExercised: {
      joins: true,
      keys: (data) =>
        sidesOfExercise(data).flatMap(({ accountId }) => [
          keyOf(accountId, data.instrumentId),
          keyOf(accountId, data.underlyingId),
        ]),
      evolve: (row, data, { position }, key, before) => ({
        ...exercised(row ?? flat(key), data, before),
        position,
      }),
    },
    PositionExpired: actedOn(expired),
    VariationPaid: actedOn((row, { amount }) => ({ ...row, realised: row.realised + amount })),
    DividendAccrued: actedOn((row, { returnOfCapital }) =>
      returnOfCapital === 0n ? row : withLots(row, returnCapital(lotsOf(row), returnOfCapital)),
    ),
    // A trade that never happened is booked the other way round, its fees too: what cash and shares say stays one sum.
    TradeBusted: both<DataOf<'TradeBusted'>>(
      (row, trade) => ({
        ...booked(row, { ...amounts(trade), side: 'BUY', fees: -feeTotal(trade.sellFees) }),
        reserved: row.reserved + trade.sellRestored,
      }),
      (row, trade) =>
        booked(row, { ...amounts(trade), side: 'SELL', fees: -feeTotal(trade.buyFees) }),
    ),
  },
});

function flat(key: string): PositionRow {
  const [accountId = '', instrumentId = ''] = key.split('/');
  return {
    positionId: key,
    accountId,
    instrumentId,
    quantity: 0n,
    reserved: 0n,
    cost: 0n,
    realised: 0n,
    position: 0n,
  };
}

function adjusted(row: PositionRow, data: DataOf<'PositionAdjusted'>): PositionRow {
  const { quantity, newShares, oldShares, cash } = data;
  const ratio = { newShares: BigInt(newShares), oldShares: BigInt(oldShares) };
  return { ...withLots(row, adjustLots(lotsOf(row), quantity, ratio, cash)), quantity };
}

/** What a position is after a merger or spin-off: its lots close, or go along, wholly or with a part of their cost. */
function departed(row: PositionRow, data: DataOf<'PositionExchanged'>): PositionRow {
  const { left: lots, realised } = departLots(lotsOf(row), data);
  return { ...withLots(row, { lots, realised }), quantity: data.quantity };
}

/** What has come of another position, as that was before. */
function arrived(
  row: PositionRow,
  given: PositionRow,
  data: DataOf<'PositionExchanged'>,
): PositionRow {
  const { carried } = departLots(lotsOf(given), data);
  const { lots, covered, realised } = arriveLots(lotsOf(row), carried, arrivalOf(data));
  const after = withLots(row, { lots, realised: covered + realised });
  return { ...after, quantity: row.quantity + data.received };
}

/** Sides of our own accounts. */
function sidesOfExercise({ buyAccountId, sellAccountId }: DataOf<'OptionExercised'>) {
  return [
    { side: 'SELL', accountId: sellAccountId },
    { side: 'BUY', accountId: buyAccountId },
  ].flatMap(({ side, accountId }) =>
    accountId === undefined ? [] : [{ side: side as 'BUY' | 'SELL', accountId }],
  );
}

/** Contracts are gone, and their premium with them into what the shares cost or brought. */
function exercised(
  row: PositionRow,
  data: DataOf<'OptionExercised'>,
  before: ReadonlyMap<string, PositionRow | undefined>,
): PositionRow {
  const { instrumentId, contracts, quantity, principal } = data;
  const from = keyOf(row.accountId, instrumentId);
  const given = before.get(from);
  if (given === undefined) throw new Error(`${from} is not known here: rebuild the read model`);
  const { left, premium } = exerciseLots(lotsOf(given), contracts);
  if (row.instrumentId === instrumentId) {
    const after = row.quantity > 0n ? row.quantity - contracts : row.quantity + contracts;
    return { ...withLots(row, { lots: left, realised: 0n }), quantity: after };
  }
  const side = data.buyAccountId === row.accountId ? 'BUY' : 'SELL';
  return booked(row, { side, quantity, principal, fees: premium });
}

/** A position, or a part of it, ends for cash or for nothing. A future is worth nothing but what it is paid. */
function expired(row: PositionRow, data: DataOf<'PositionExpired'>): PositionRow {
  const { quantityBefore, quantity: left, cash, settlementPrice } = data;
  const isLong = quantityBefore > 0n;
  const quantity = isLong ? quantityBefore - left : left - quantityBefore;
  const isFuture = settlementPrice !== undefined;
  const principal = isFuture ? 0n : isLong ? cash : -cash;
  const closed =
    quantity === 0n
      ? row
      : booked(row, { side: isLong ? 'SELL' : 'BUY', quantity, principal, fees: 0n });
  return isFuture ? { ...closed, realised: closed.realised + cash } : closed;
}

interface Executed {
  readonly price: bigint;
  readonly quantity: bigint;
  readonly principal?: bigint;
}

function amounts(data: Executed): { readonly quantity: bigint; readonly principal: bigint } {
  return { quantity: data.quantity, principal: principalOf(data) };
}

function bought(row: PositionRow, data: Executed, fees: Fees | undefined): PositionRow {
  return booked(row, { ...amounts(data), side: 'BUY', fees: feeTotal(fees) });
}

/** What is sold was reserved for the order that sold it. */
function sold(row: PositionRow, data: Executed, fees: Fees | undefined): PositionRow {
  const after = booked(row, { ...amounts(data), side: 'SELL', fees: feeTotal(fees) });
  return { ...after, reserved: row.reserved - data.quantity };
}
