import { MAX_PRICE_TICKS } from '../instruments/price-range.ts';
import type { Price } from '../kernel/fixed-point.ts';
import { BASIS } from '../kernel/rounding.ts';
import type { BookSide } from '../orders/terms.ts';
import { effectiveDated, type EffectiveDated } from '../time/effective-dated.ts';

/** How far a market or triggered stop order may trade from the price that it was reserved by. */
export const MARKET_COLLAR: EffectiveDated<bigint> = effectiveDated('order.marketCollar', {
  title:
    'Furthest that a market order trades from the last sale, a stop from its stop price; 1/10 000',
  entries: [
    {
      from: '1970-01-01',
      value: 500n,
      evidence: 'HOUSE',
      source:
        'The buffer by which brokers commonly reserve for market orders; beyond it the rest is cancelled',
    },
  ],
});

/**
 * The worst price of an order without a limit: inside the collar around `anchor`, on a whole price unit, at least one
 * and at most what the book can count.
 * @param distance 1/10 000 of the anchor.
 */
export function collar(anchor: Price, side: BookSide, distance: bigint, unit: Price): Price {
  const away = (anchor * distance) / BASIS;
  const worst = side === 'BUY' ? anchor + away : anchor - away;
  const whole = side === 'BUY' ? (worst / unit) * unit : ((worst + unit - 1n) / unit) * unit;
  const most = MAX_PRICE_TICKS * unit;
  return whole < unit ? unit : whole > most ? most : whole;
}
