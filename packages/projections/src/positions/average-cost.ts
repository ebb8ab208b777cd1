import { bookFill, EMPTY_POSITION, type CivilDate, type Fill, type Lot } from '@bellwether/domain';
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
  const { quantity, cost, realised } = row;
  const lots: readonly Lot[] = quantity === 0n ? [] : [{ ...LEVELLED, quantity, cost }];
  const before = { ...EMPTY_POSITION, lots, quantity, realised };
  const { position } = bookFill(before, { ...UNDATED, ...fill }, 'AVERAGE');
  return {
    ...row,
    quantity: position.quantity,
    cost: position.lots.reduce((sum, lot) => sum + lot.cost, 0n),
    realised: position.realised,
  };
}
