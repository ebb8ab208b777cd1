import type { Fact } from '../../runtime/recorded-fact.ts';
import { readModel, type AnyReadModel } from '../../runtime/read-model.ts';
import { positions, type PositionRow } from './table.ts';

/** Holdings by account and instrument, with average cost and realised profit. */
export const positionsReadModel: AnyReadModel = readModel<PositionRow>({
  name: 'positions',
  version: 1,
  table: positions as never,
  key: 'positionId',
  keysOf: ({ fact }) => positionsOf(fact),
  evolve: (row, { fact, position }, key) => ({ ...change(row ?? flat(key), fact, key), position }),
});

const keyOf = (accountId: string, instrumentId: string): string => `${accountId}/${instrumentId}`;

function positionsOf(fact: Fact): readonly string[] {
  switch (fact.type) {
    case 'TradeExecuted': {
      const buyer = keyOf(fact.data.buyAccountId, fact.data.instrumentId);
      const seller = keyOf(fact.data.sellAccountId, fact.data.instrumentId);
      return buyer === seller ? [buyer] : [buyer, seller];
    }
    case 'SharesAllocated':
    case 'OrderExecuted':
      return [keyOf(fact.data.accountId, fact.data.instrumentId)];
    case 'OrderAccepted':
    case 'OrderCancelled':
    case 'OrderReplaced':
    case 'OrderDecremented':
      return fact.data.side !== 'BUY' ? [keyOf(fact.data.accountId, fact.data.instrumentId)] : [];
    default:
      return [];
  }
}

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

function change(row: PositionRow, fact: Fact, key: string): PositionRow {
  switch (fact.type) {
    case 'SharesAllocated':
      return { ...row, quantity: row.quantity + fact.data.quantity };
    case 'OrderAccepted':
      return { ...row, reserved: row.reserved + fact.data.quantity };
    case 'OrderCancelled':
      return { ...row, reserved: row.reserved - fact.data.quantity };
    case 'OrderReplaced':
      return { ...row, reserved: row.reserved + fact.data.leaves - fact.data.previousLeaves };
    case 'OrderDecremented':
      return { ...row, reserved: row.reserved - fact.data.quantity };
    case 'OrderExecuted':
      return (fact.data.side === 'BUY' ? bought : sold)(row, fact.data.price, fact.data.quantity);
    case 'TradeExecuted': {
      const { instrumentId, buyAccountId, sellAccountId, price, quantity } = fact.data;
      let changed = row;
      if (keyOf(sellAccountId, instrumentId) === key) changed = sold(changed, price, quantity);
      if (keyOf(buyAccountId, instrumentId) === key) changed = bought(changed, price, quantity);
      return changed;
    }
    default:
      return row;
  }
}

function bought(row: PositionRow, price: bigint, quantity: bigint): PositionRow {
  return { ...row, quantity: row.quantity + quantity, cost: row.cost + price * quantity };
}

/** The cost given up is rounded down; the last share takes what is left, so cost and profit always add up exactly. */
function sold(row: PositionRow, price: bigint, quantity: bigint): PositionRow {
  const cost = row.quantity === 0n ? 0n : (row.cost * quantity) / row.quantity;
  return {
    ...row,
    quantity: row.quantity - quantity,
    reserved: row.reserved - quantity,
    cost: row.cost - cost,
    realised: row.realised + price * quantity - cost,
  };
}
