import { invariant } from '../kernel/invariant.ts';
import type { Exposure } from './exposure.ts';
import type { InstrumentRisk } from './instrument-risk.ts';

/**
 * An account's stock positions side by side in memory. Valuing an account sweeps over them: with a hundred thousand
 * accounts each object of its own would be a wait for memory. Quantities are 64-bit; slots without a gap.
 */
export interface StockTable {
  readonly instruments: InstrumentRisk[];
  readonly exposures: Exposure[];
  quantities: BigInt64Array;
}

const FIRST_SLOTS = 4;

export function newStockTable(): StockTable {
  return { instruments: [], exposures: [], quantities: new BigInt64Array(FIRST_SLOTS) };
}

/** Writes an exposure's quantity to its slot; without a quantity it has none. */
export function writeStock(table: StockTable, exposure: Exposure): void {
  const { quantity } = exposure;
  invariant(BigInt.asIntN(64, quantity) === quantity, 'a position beyond 64 bits');
  if (quantity === 0n) return leave(table, exposure);
  if (exposure.slot < 0) {
    exposure.slot = table.exposures.push(exposure) - 1;
    table.instruments.push(exposure.instrument);
    if (exposure.slot >= table.quantities.length) grow(table);
  }
  table.quantities[exposure.slot] = quantity;
}

function grow(table: StockTable): void {
  const larger = new BigInt64Array(table.quantities.length * 2);
  larger.set(table.quantities);
  table.quantities = larger;
}

/** The last one takes the place of the one that leaves. */
function leave({ instruments, exposures, quantities }: StockTable, exposure: Exposure): void {
  const { slot } = exposure;
  if (slot < 0) return;
  const last = exposures.pop();
  instruments.pop();
  exposure.slot = -1;
  if (last === undefined || last === exposure) return;
  last.slot = slot;
  exposures[slot] = last;
  instruments[slot] = last.instrument;
  quantities[slot] = last.quantity;
}
