import type { BookSide } from '../../../orders/terms.ts';
import type { BookView, Level, SeenInstrument, SeenOrder } from './state.ts';

/** Prices of each side that count as what the market sees. */
const TOP = 5;

/** Shows so much more, or less, at a price. */
function show(levels: Level[], side: BookSide, price: bigint, change: bigint): void {
  if (change === 0n) return;
  let [low, high] = [0, levels.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = (levels[middle] as Level).price;
    if (side === 'BUY' ? other > price : other < price) low = middle + 1;
    else high = middle;
  }
  const level = levels[low];
  if (level?.price !== price) {
    if (change > 0n) levels.splice(low, 0, { price, shown: change });
    return;
  }
  level.shown += change;
  if (level.shown <= 0n) levels.splice(low, 1);
}

export function levelsOf(instrument: SeenInstrument, side: BookSide): Level[] {
  return side === 'BUY' ? instrument.bids : instrument.asks;
}

export function other(side: BookSide): BookSide {
  return side === 'BUY' ? 'SELL' : 'BUY';
}

/** Sets how much of an order the book shows. */
export function setShown(instrument: SeenInstrument, order: SeenOrder, shown: bigint): void {
  show(levelsOf(instrument, order.side), order.side, order.price, shown - order.shown);
  order.shown = shown;
}

/** Shown at the five best prices. */
export function depthOf(levels: readonly Level[]): bigint {
  let depth = 0n;
  for (let n = 0; n < TOP && n < levels.length; n++) depth += (levels[n] as Level).shown;
  return depth;
}

/** The book as an order of a side comes in. */
export function viewOf(instrument: SeenInstrument, side: BookSide): BookView {
  const { bids, asks, phase } = instrument;
  const [bidDepth, askDepth] = [depthOf(bids), depthOf(asks)];
  return {
    bid: bids[0]?.price,
    ask: asks[0]?.price,
    ownDepth: side === 'BUY' ? bidDepth : askDepth,
    otherDepth: side === 'BUY' ? askDepth : bidDepth,
    medianShown: medianOf(bids, asks),
    phase,
  };
}

function medianOf(bids: readonly Level[], asks: readonly Level[]): bigint {
  const sizes: bigint[] = [];
  for (const levels of [bids, asks])
    for (let n = 0; n < TOP && n < levels.length; n++) {
      const { shown } = levels[n] as Level;
      let at = sizes.length;
      while (at > 0 && (sizes[at - 1] as bigint) > shown) at -= 1;
      sizes.splice(at, 0, shown);
    }
  // Of an even number the lower one: a whole number of shares that is there.
  return sizes[(sizes.length - 1) >>> 1] ?? 0n;
}

/** Whether a price would meet the other side. */
export function crosses(side: BookSide, price: bigint, { bid, ask }: BookView): boolean {
  return side === 'BUY' ? ask !== undefined && price >= ask : bid !== undefined && price <= bid;
}

/** The touch of a side as an order saw it. */
export function touchOf(side: BookSide, { bid, ask }: BookView): bigint | undefined {
  return side === 'BUY' ? bid : ask;
}
