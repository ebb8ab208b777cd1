import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import { BASIS, roundDiv } from '../kernel/rounding.ts';
import { multiplied } from './entitlement.ts';
import { exchangeRatioOf, isEnding, type ActionTerms } from './terms.ts';

/** What becomes of a position in a merger or spin-off. Shorts mirror longs: they pay and owe. 1/10 000 USD. */
export interface Exchanged {
  /** What is left of it: none after a merger. */
  readonly quantity: Quantity;
  /** Cash for the shares themselves. */
  readonly cash: Money;
  /** Whole shares of the other instrument. */
  readonly received: Quantity;
  /** Paid for a part of such a share. */
  readonly cashInLieu: Money;
  /** What the received shares are worth at the close of the other instrument: it moves from one position to the other. */
  readonly value: Money;
}

/** Whether an action makes cash, or shares of another instrument, of those that are held, or beside them. */
export function isExchange({ kind }: Pick<ActionTerms, 'kind'>): boolean {
  return kind === 'CASH_MERGER' || kind === 'STOCK_MERGER' || kind === 'SPIN_OFF';
}

/**
 * A position after a merger or spin-off. A part of a share of the account as a whole is paid at the announced price, else at
 * the other instrument's close, or rounded up to one.
 * @param otherClose official close of the other instrument, 1/10 000 USD; 0 where there is none.
 */
export function exchanged(position: Quantity, terms: ActionTerms, otherClose: Price): Exchanged {
  const ratio = exchangeRatioOf(terms);
  const { mergerCash = 0n, fractions, cashInLieuPrice = otherClose } = terms;
  const comes =
    ratio === undefined
      ? { quantity: 0n, cash: 0n }
      : multiplied(position, ratio, fractions, cashInLieuPrice);
  return {
    quantity: isEnding(terms) ? 0n : position,
    cash: position * mergerCash,
    received: comes.quantity,
    cashInLieu: comes.cash,
    value: comes.quantity * otherClose,
  };
}

/** Part of a position's cost that goes along to the other instrument, 1/10 000: all of it where nothing is left. */
export function costAlong({ kind, costBasisPoints = 0 }: ActionTerms): number {
  return kind === 'STOCK_MERGER' ? Number(BASIS) : costBasisPoints;
}

/** What the price of a share falls by: of a spin-off by the announced value of what comes for it, else by that at its close. */
export function priceFall(terms: ActionTerms, otherClose: Price): Price {
  const ratio = exchangeRatioOf(terms);
  if (terms.kind !== 'SPIN_OFF' || ratio === undefined) return 0n;
  return terms.childValue ?? roundDiv(otherClose * ratio.newShares, ratio.oldShares);
}
