import {
  abs,
  bookFill,
  EMPTY_POSITION,
  splitFill,
  type AdjustedLots,
  type Fill,
  type Lot,
  type Money,
} from '@bellwether/domain';

/** What is held, or owed where it was sold short, and what came of what was closed; first in, first out. */
export interface LotAccount {
  /** Of one direction, oldest first; of a short position below zero, as their cost is: what the sale brought. */
  readonly lots: readonly Lot[];
  /** Profit of everything closed, net of fees, 1/10 000 USD. */
  readonly realised: Money;
}

/** What an issuer does to the lots that are held then. */
export type LotChange = (lots: readonly Lot[]) => AdjustedLots<Lot>;

/**
 * Books fills in their order by the domain's `bookFill`. It is given only those lots that a fill closes, so that the
 * time is linear in the fills: lots are taken from the front without moving the others.
 */
export function followLots(fills: Iterable<Fill | LotChange>): LotAccount {
  let lots: Lot[] = [];
  let first = 0;
  let [quantity, realised] = [0n, 0n];
  for (const fill of fills) {
    if (typeof fill === 'function') {
      const changed = fill(lots.slice(first));
      [lots, first] = [[...changed.lots], 0];
      quantity = lots.reduce((sum, lot) => sum + lot.quantity, 0n);
      realised += changed.realised;
      continue;
    }
    const closes = splitFill(fill, quantity).find(({ effect }) => effect === 'CLOSE');
    const from = first;
    for (let left = closes?.quantity ?? 0n; left > 0n; first += 1)
      left -= abs(lots[first]?.quantity ?? left);
    const before = { ...EMPTY_POSITION, lots: lots.slice(from, first), quantity, realised };
    const { position } = bookFill(before, fill, 'FIFO');
    // One at most: the rest of the last lot that was closed, or what the fill has opened.
    const [lot] = position.lots;
    if (lot !== undefined && first > from) lots[(first -= 1)] = lot;
    else if (lot !== undefined) lots.push(lot);
    ({ quantity, realised } = position);
  }
  return { lots: lots.slice(first), realised };
}
