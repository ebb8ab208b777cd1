import type { InstrumentId } from '../kernel/ids.ts';
import type { Money, Quantity } from '../kernel/fixed-point.ts';
import { min, positive } from '../kernel/rounding.ts';
import type { CashAccountRules } from '../rulebook/margin.ts';
import { addDays, type CivilDate } from '../time/civil-date.ts';

/** What a cash account did that Reg T 220.8 forbids. Neither is prevented: a sale always passes; they have consequences. */
export interface CashViolation {
  /** Sold before the sale that paid for it had settled, or sold without ever having been paid for. */
  readonly kind: 'GOOD_FAITH' | 'FREE_RIDING';
  readonly date: CivilDate;
  readonly instrumentId: InstrumentId;
}

/** Shares that were bought with money that has not arrived. */
interface UnsettledPurchase {
  readonly instrumentId: InstrumentId;
  quantity: Quantity;
  /** When the money arrives; undefined: nothing pays for it yet. */
  readonly paidOn: CivilDate | undefined;
}

/** Sale proceeds on their way, and what was bought with them. Changed in place. */
export interface CashFunding {
  /** Proceeds by day of arrival. */
  receivables: { readonly settlementDate: CivilDate; amount: Money }[];
  /** Their sum: trade-date cash less this is settled and not owed for purchases; below zero: proceeds were spent. */
  receivable: Money;
  purchases: UnsettledPurchase[];
}

export function newCashFunding(): CashFunding {
  return { receivables: [], receivable: 0n, purchases: [] };
}

/** A sale brought `amount`, which arrives on `settlementDate`. */
export function receiveProceeds(
  funding: CashFunding,
  amount: Money,
  settlementDate: CivilDate,
): void {
  funding.receivable += amount;
  const index = funding.receivables.findIndex((r) => r.settlementDate >= settlementDate);
  const at = index < 0 ? funding.receivables.length : index;
  const same = funding.receivables[at];
  if (same?.settlementDate === settlementDate) same.amount += amount;
  else funding.receivables.splice(at, 0, { settlementDate, amount });
}

/**
 * A purchase cost `cost`: settled money pays first, then proceeds in the order in which they arrive. Shares are
 * remembered when some of the money has not arrived.
 * @param cash trade-date cash before the purchase: less the receivables it is what has settled and is not owed.
 */
export function payPurchase(
  funding: CashFunding,
  purchase: { readonly instrumentId: InstrumentId; readonly quantity: Quantity },
  cost: Money,
  cash: Money,
): void {
  const settled = cash - funding.receivable;
  if (cost <= settled) return;
  // Proceeds that earlier purchases were paid with are spent.
  let owed = cost - settled;
  let paidOn: CivilDate | undefined;
  for (const { settlementDate, amount } of funding.receivables) {
    if (owed <= 0n) break;
    owed -= amount;
    paidOn = settlementDate;
  }
  funding.purchases.push({ ...purchase, paidOn: owed <= 0n ? paidOn : undefined });
}

/** A sale never happened: its proceeds will not arrive. */
export function cancelProceeds(
  funding: CashFunding,
  amount: Money,
  settlementDate: CivilDate,
): void {
  const proceeds = funding.receivables.find((r) => r.settlementDate === settlementDate);
  if (proceeds === undefined) return;
  const gone = min(amount, proceeds.amount);
  proceeds.amount -= gone;
  funding.receivable -= gone;
}

/** A purchase never happened: it needs no paying for. The latest of the instrument are taken to be meant. */
export function cancelPurchase(
  funding: CashFunding,
  { instrumentId, quantity }: { readonly instrumentId: InstrumentId; readonly quantity: Quantity },
): void {
  let left = quantity;
  for (const purchase of funding.purchases.toReversed()) {
    if (purchase.instrumentId !== instrumentId) continue;
    const gone = min(left, purchase.quantity);
    purchase.quantity -= gone;
    left -= gone;
  }
  funding.purchases = funding.purchases.filter((purchase) => purchase.quantity > 0n);
}

/**
 * Shares are sold: those paid for long ago first, then those whose money has not arrived, the oldest first.
 * @param held shares of the instrument before the sale.
 */
export function sellPurchase(
  funding: CashFunding,
  sale: { readonly instrumentId: InstrumentId; readonly quantity: Quantity },
  held: Quantity,
  date: CivilDate,
): CashViolation | undefined {
  if (funding.purchases.length === 0) return undefined;
  const { instrumentId } = sale;
  const unpaid = funding.purchases.filter((p) => p.instrumentId === instrumentId);
  let left = positive(sale.quantity - (held - unpaid.reduce((sum, p) => sum + p.quantity, 0n)));
  let kind: CashViolation['kind'] | undefined;
  for (const purchase of unpaid) {
    const sold = min(left, purchase.quantity);
    if (sold === 0n) continue;
    left -= sold;
    purchase.quantity -= sold;
    if (purchase.paidOn === undefined) kind = 'FREE_RIDING';
    else if (purchase.paidOn > date) kind ??= 'GOOD_FAITH';
  }
  funding.purchases = funding.purchases.filter(({ quantity }) => quantity > 0n);
  return kind === undefined ? undefined : { kind, date, instrumentId };
}

/** Proceeds due by `date` have arrived: they are settled cash, and what they paid for is paid for. */
export function settleFunding(funding: CashFunding, date: CivilDate): void {
  while ((funding.receivables[0]?.settlementDate ?? Infinity) <= date)
    funding.receivable -= funding.receivables.shift()?.amount ?? 0n;
  funding.purchases = funding.purchases.filter(
    ({ paidOn }) => paidOn === undefined || paidOn > date,
  );
}

/** Money came in from outside: purchases that nothing paid for are paid for now, if it suffices to leave no debit. */
export function payWithDeposit(funding: CashFunding, cashAfter: Money): void {
  if (cashAfter >= 0n)
    funding.purchases = funding.purchases.filter(({ paidOn }) => paidOn !== undefined);
}

/**
 * Last day of the settled-cash-only freeze that violations lead to: a free ride at once, good-faith violations when
 * there are too many within the window. Undefined: none.
 */
export function freezeUntil(
  rules: CashAccountRules,
  violations: readonly CashViolation[],
  today: CivilDate,
): CivilDate | undefined {
  const recent = violations.filter(({ date }) => date > addDays(today, -rules.windowDays));
  const cause = recent.findLast(
    ({ kind }, index) => kind === 'FREE_RIDING' || index + 1 >= rules.violations,
  );
  if (cause === undefined) return undefined;
  const until = addDays(cause.date, rules.freezeDays);
  return until > today ? until : undefined;
}
