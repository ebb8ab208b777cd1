import {
  bookFill,
  EMPTY_POSITION,
  type AdjustedLots,
  type Arrival,
  type CivilDate,
  type Fill,
  type Lot,
  type Money,
} from '@bellwether/domain';
import type { DataOf } from '../runtime/recorded-fact.ts';
import type { PositionRow } from './table.ts';

const NO_DAY = 0 as CivilDate;
/** Under the average method neither days nor names of lots count. */
const UNDATED = { executionId: '', tradeDate: NO_DAY, settlementDate: NO_DAY };
const LEVELLED = { lotId: '', openedBy: '', tradeDate: NO_DAY, settlementDate: NO_DAY };

/**
 * The row after a fill, by the domain's rules: a position is one lot, which every purchase (of a short one: sale) is
 * levelled into. Long, short or through zero, cost less realised is always exactly what was paid.
 */
export function booked(
  row: PositionRow,
  fill: Pick<Fill, 'side' | 'quantity' | 'principal' | 'fees'>,
): PositionRow {
  const { quantity, realised } = row;
  const before = { ...EMPTY_POSITION, lots: lotsOf(row), quantity, realised };
  const { position } = bookFill(before, { ...UNDATED, ...fill }, 'AVERAGE');
  return {
    ...row,
    quantity: position.quantity,
    cost: costOf(position.lots),
    realised: position.realised,
  };
}

/** The position as lots: one at most. */
export function lotsOf({ quantity, cost }: PositionRow): readonly Lot[] {
  return quantity === 0n ? [] : [{ ...LEVELLED, quantity, cost }];
}

/** The row after something changed the cost of its lots. */
export function withLots(row: PositionRow, { lots, realised }: AdjustedLots<Lot>): PositionRow {
  return { ...row, cost: costOf(lots), realised: row.realised + realised };
}

/** What comes of another position, under the average method: neither days nor names count. */
export function arrivalOf(data: DataOf<'PositionExchanged'>): Arrival {
  const { actionId, received, cashInLieu, newShares = 1, oldShares = 1 } = data;
  const ratio = { newShares: BigInt(newShares), oldShares: BigInt(oldShares) };
  return { actionId, day: NO_DAY, received, ratio, cashInLieu };
}

function costOf(lots: readonly Lot[]): Money {
  return lots.reduce((sum, lot) => sum + lot.cost, 0n);
}
