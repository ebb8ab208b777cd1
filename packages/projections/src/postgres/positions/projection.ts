import { bookSideOf } from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../../runtime/projection.ts';
import type { DataOf } from '../../runtime/recorded-fact.ts';
import { positionsTable, type PositionRow } from './table.ts';

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

interface TwoSided {
  readonly instrumentId: string;
  readonly buyAccountId: string;
  readonly sellAccountId: string;
  readonly price: bigint;
  readonly quantity: bigint;
}

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

/** Holdings by account and instrument, with average cost, lots and realised profit. */
export const positionsProjection: Projection = defineProjection<PositionRow>({
  name: 'positions',
  version: 1,
  tables: { postgres: positionsTable as never },
  key: 'positionId',
  on: {
    SharesAllocated: changes((row, { quantity }) => bought(row, 0n, quantity)),
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
      evolve: (row, { side, price, quantity }, { position }, key) => ({
        ...(bookSideOf(side) === 'BUY' ? bought : sold)(row ?? flat(key), price, quantity),
        position,
      }),
    },
    TradeExecuted: both<DataOf<'TradeExecuted'>>(
      (row, { price, quantity }) => sold(row, price, quantity),
      (row, { price, quantity }) => bought(row, price, quantity),
    ),
    // The shares go back at the price of the trade: what the seller realised stays, and so does the sum of both.
    TradeBusted: both<DataOf<'TradeBusted'>>(
      (row, { price, quantity, sellRestored }) => ({
        ...bought(row, price, quantity),
        reserved: row.reserved + sellRestored,
      }),
      (row, { price, quantity }) => ({ ...sold(row, price, quantity), reserved: row.reserved }),
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

function bought(row: PositionRow, price: bigint, quantity: bigint): PositionRow {
  return {
    ...row,
    quantity: row.quantity + quantity,
    cost: row.cost + price * quantity,
  };
}

/** The cost given up is rounded down; the last share takes what is left, so cost and profit always add up exactly. */
function sold(row: PositionRow, price: bigint, quantity: bigint): PositionRow {
  const average = row.quantity === 0n ? 0n : (row.cost * quantity) / row.quantity;
  return {
    ...row,
    quantity: row.quantity - quantity,
    reserved: row.reserved - quantity,
    cost: row.cost - average,
    realised: row.realised + price * quantity - average,
  };
}
