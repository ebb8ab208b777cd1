/** Shares bought at one price and held since. */
export interface Lot {
  /** 1/10 000 USD a share; 0 for shares that were transferred in. */
  readonly price: bigint;
  quantity: bigint;
}

/** What was held and what came of it, first in, first out. */
export interface LotAccount {
  /** Oldest first. */
  readonly lots: readonly Lot[];
  /** Proceeds minus cost of what was sold. */
  readonly realised: bigint;
}

/** Shares that came in (above zero) or went out at a price. */
export interface Movement {
  readonly price: bigint;
  readonly quantity: bigint;
}

/**
 * Follows movements in their order. A sale takes the oldest shares first; shares beyond what is held cost nothing. In
 * time linear in the movements: lots are taken from the front without moving the others.
 */
export function followLots(movements: Iterable<Movement>): LotAccount {
  const lots: Lot[] = [];
  let first = 0;
  let realised = 0n;
  for (const { price, quantity } of movements) {
    if (quantity > 0n) {
      const last = lots.at(-1);
      if (last?.price === price && lots.length > first) last.quantity += quantity;
      else lots.push({ price, quantity });
      continue;
    }
    let wanted = -quantity;
    realised += price * wanted;
    for (let lot = lots[first]; lot !== undefined && wanted > 0n; lot = lots[first]) {
      const taken = lot.quantity < wanted ? lot.quantity : wanted;
      realised -= taken * lot.price;
      wanted -= taken;
      lot.quantity -= taken;
      if (lot.quantity === 0n) first += 1;
    }
  }
  return { lots: lots.slice(first), realised };
}
