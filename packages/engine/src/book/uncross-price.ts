/** Quantity of one side at one limit price; a list runs from the best price to the worst. */
export interface AuctionLevel {
  readonly price: number;
  readonly quantity: number;
}

export interface AuctionSide {
  readonly levels: readonly AuctionLevel[];
  /** Quantity that trades at any price. */
  readonly market: number;
}

/** `price` 0: nothing crosses. `imbalance` is buys minus sells that could trade at the price. */
export interface AuctionResult {
  readonly price: number;
  readonly volume: number;
  readonly imbalance: number;
}

interface Segment extends AuctionResult {
  /** Last price of the segment; `price` is its first. */
  readonly end: number;
}

/**
 * The single price of a call auction: most volume; then least imbalance; then, if only buyers are left over at all such
 * prices, the highest, if only sellers, the lowest; else the one closest to the reference (the lower of two). Any tick
 * between the lowest and the highest price named by an order or the reference can be the price. `reference` 0: none.
 */
export const uncrossPrice = (
  buys: AuctionSide,
  sells: AuctionSide,
  reference: number,
): AuctionResult => {
  const segments = constantSegments(buys, sells, reference);
  const volume = segments.reduce((most, s) => Math.max(most, s.volume), 0);
  if (volume === 0) return { price: 0, volume: 0, imbalance: 0 };
  const fullest = segments.filter((s) => s.volume === volume);
  const least = fullest.reduce((l, s) => Math.min(l, Math.abs(s.imbalance)), Infinity);
  const tied = fullest.filter((s) => Math.abs(s.imbalance) === least);
  const price = breakTie(tied, reference);
  const imbalance = tied.find((s) => s.price <= price && price <= s.end)!.imbalance;
  return { price, volume, imbalance };
};

/** Volume and imbalance are constant between the prices at which an order joins or leaves: those stretches, ascending. */
const constantSegments = (buys: AuctionSide, sells: AuctionSide, reference: number): Segment[] => {
  const named = [...buys.levels, ...sells.levels].map((level) => level.price);
  if (reference !== 0) named.push(reference);
  if (named.length === 0) return [];
  const lowest = named.reduce((a, b) => Math.min(a, b));
  const highest = named.reduce((a, b) => Math.max(a, b));
  const starts = new Set([lowest, ...sells.levels.map((l) => l.price)]);
  for (const { price } of buys.levels) if (price < highest) starts.add(price + 1);
  const ascending = [...starts].toSorted((a, b) => a - b);
  const bids = buys.levels.toReversed();
  let bought = bids.reduce((sum, l) => sum + l.quantity, buys.market);
  let sold = sells.market;
  let bid = 0;
  let ask = 0;
  return ascending.map((price, i) => {
    for (; bid < bids.length && bids[bid]!.price < price; bid++) bought -= bids[bid]!.quantity;
    for (; ask < sells.levels.length && sells.levels[ask]!.price <= price; ask++) {
      sold += sells.levels[ask]!.quantity;
    }
    const end = (ascending[i + 1] ?? highest + 1) - 1;
    return { price, end, volume: Math.min(bought, sold), imbalance: bought - sold };
  });
};

/** The tied stretches are neighbours, for the imbalance only falls as the price rises. */
const breakTie = (tied: readonly Segment[], reference: number): number => {
  const low = tied[0]!.price;
  const high = tied.at(-1)!.end;
  if (tied.every((s) => s.imbalance > 0)) return high;
  if (tied.every((s) => s.imbalance < 0)) return low;
  return Math.min(Math.max(reference, low), high);
};
