import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import { isHeldLong } from '../portfolio/holding-period.ts';
import { closeLots, type Lot } from '../portfolio/lots.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { PlanLotMethod } from './terms.ts';

/** What a sale takes, and what it would realise. Money in 1/10 000 USD, without fees. */
export interface EstimatedSale {
  /** Lots to close, in this order; undefined: the oldest first. */
  readonly lots: readonly string[] | undefined;
  readonly gain: Money;
  /** The part of the gain that is of lots held for more than a year. */
  readonly longGain: Money;
}

/**
 * Which lots a sale takes and what it realises at a price. FIFO takes the oldest. SPECIFIC takes what is taxed least: losses,
 * then gains of lots held for more than a year, then all others; within each the lots that cost most for one share, of
 * equal ones the oldest.
 * @param lots long ones, the oldest first. Returns undefined where they are fewer shares than are sold: what is known of
 * them is of another moment.
 */
export function estimateSale(
  lots: readonly Lot[],
  quantity: Quantity,
  price: Price,
  today: CivilDate,
  method: PlanLotMethod,
): EstimatedSale | undefined {
  const held = lots.reduce((sum, lot) => sum + lot.quantity, 0n);
  if (held < quantity || lots.some((lot) => lot.quantity <= 0n)) return undefined;
  const order = method === 'SPECIFIC' ? byTax(lots, price, today) : undefined;
  const { closed } = closeLots(lots, {
    executionId: 'plan',
    tradeDate: today,
    quantity,
    cost: -(price * quantity),
    method,
    ...(order === undefined ? {} : { lotIds: order.map(({ lotId }) => lotId) }),
  });
  let [gain, longGain] = [0n, 0n];
  for (const lot of closed) {
    gain += lot.realised;
    if (isHeldLong(lot.openedOn, lot.closedOn)) longGain += lot.realised;
  }
  return { lots: order && closed.map(({ lotId }) => lotId), gain, longGain };
}

function byTax(lots: readonly Lot[], price: Price, today: CivilDate): readonly Lot[] {
  const rank = ({ cost, quantity, tradeDate }: Lot): number => {
    if (cost > price * quantity) return 0;
    return isHeldLong(tradeDate, today) ? 1 : 2;
  };
  // The sort is stable: of equal ones the oldest stays first. Costs of one share are compared without dividing.
  return lots.toSorted((a, b) => {
    const ranks = rank(a) - rank(b);
    if (ranks !== 0) return ranks;
    const [of, than] = [a.cost * b.quantity, b.cost * a.quantity];
    return of === than ? 0 : of > than ? -1 : 1;
  });
}
