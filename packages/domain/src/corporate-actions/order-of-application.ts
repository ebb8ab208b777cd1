import type { ActionTerms } from './terms.ts';

/**
 * The place of an action among those of one ex-date: names first, then dividends per share before a split, splits,
 * dividends per share after it, spin-offs, and what ends the instrument last. It does not depend on the order of the
 * announcements.
 */
export function placeOfApplication({ kind, amountBasis = 'BEFORE_SPLIT' }: ActionTerms): number {
  switch (kind) {
    case 'SYMBOL_CHANGE':
      return 0;
    case 'CASH_DIVIDEND':
      return amountBasis === 'BEFORE_SPLIT' ? 1 : 3;
    case 'FORWARD_SPLIT':
    case 'REVERSE_SPLIT':
    case 'STOCK_DIVIDEND':
      return 2;
    case 'SPIN_OFF':
      return 4;
    case 'DELISTING':
    case 'CASH_MERGER':
    case 'STOCK_MERGER':
      return 5;
  }
}

/** Below zero where an action is in force before another one. */
export function byApplication(a: ActionTerms, b: ActionTerms): number {
  return a.exDate - b.exDate || placeOfApplication(a) - placeOfApplication(b);
}

/** Whether two actions cannot happen to one instrument on one day: two that multiply shares, rename it, spin something off or end it. */
export function collide(one: ActionTerms, other: ActionTerms): boolean {
  const isDividend = one.kind === 'CASH_DIVIDEND';
  return (
    one.exDate === other.exDate &&
    !isDividend &&
    placeOfApplication(one) === placeOfApplication(other)
  );
}
