/** Shares bought at one price and held since; integers as decimal strings, as JSON keeps them. */
export interface Lot {
  /** 1/10 000 USD a share; 0 for shares that were transferred in. */
  readonly price: string;
  readonly quantity: string;
}

/** Adds shares behind the others; shares at the price of the last lot join it. */
export function addLot(lots: readonly Lot[], price: bigint, quantity: bigint): readonly Lot[] {
  const last = lots.at(-1);
  if (last?.price !== `${price}`) return [...lots, { price: `${price}`, quantity: `${quantity}` }];
  return [...lots.slice(0, -1), { ...last, quantity: `${BigInt(last.quantity) + quantity}` }];
}

/**
 * Takes the oldest shares first.
 * @returns what is left and what the taken shares cost; shares beyond what the lots hold cost nothing.
 */
export function takeLots(
  lots: readonly Lot[],
  quantity: bigint,
): { readonly lots: readonly Lot[]; readonly cost: bigint } {
  let wanted = quantity;
  let cost = 0n;
  for (const [index, lot] of lots.entries()) {
    const held = BigInt(lot.quantity);
    const taken = held < wanted ? held : wanted;
    cost += taken * BigInt(lot.price);
    wanted -= taken;
    if (taken === held) continue;
    return { lots: [{ ...lot, quantity: `${held - taken}` }, ...lots.slice(index + 1)], cost };
  }
  return { lots: [], cost };
}
