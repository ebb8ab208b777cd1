import type { Ratio } from '../corporate-actions/terms.ts';
import type { Money, Quantity } from '../kernel/fixed-point.ts';
import type { InstrumentId } from '../kernel/ids.ts';
import { invariant } from '../kernel/invariant.ts';
import type { AccountRisk } from './account-risk.ts';
import { changePosition, exposureOf, forgetIfIdle } from './exposures-of.ts';
import type { InstrumentRisk } from './instrument-risk.ts';

/** A position has another number of shares, with cash for the part of one: at the adjusted mark no profit or loss. */
export function adjustPosition(
  account: AccountRisk,
  instrument: InstrumentRisk,
  before: Quantity,
  after: Quantity,
  cash: Money,
): void {
  const exposure = exposureOf(account, instrument);
  invariant(
    exposure.quantity === before,
    `${account.accountId} has ${exposure.quantity} ${instrument.instrumentId}, the action says ${before}`,
  );
  changePosition(account, exposure, after - before);
  account.cash += cash;
  forgetIfIdle(account, exposure);
}

/** A position has become cash or shares of another instrument, or has got such beside it. */
export function exchangePosition(
  account: AccountRisk,
  given: InstrumentRisk,
  got: InstrumentRisk | undefined,
  exchange: {
    readonly quantityBefore: Quantity;
    readonly quantity: Quantity;
    readonly received: Quantity;
    readonly cash: Money;
    readonly cashInLieu: Money;
  },
): void {
  const { quantityBefore, quantity, received, cash, cashInLieu } = exchange;
  adjustPosition(account, given, quantityBefore, quantity, cash);
  if (got === undefined) return;
  const held = exposureOf(account, got).quantity;
  adjustPosition(account, got, held, held + received, cashInLieu);
}

/** Purchases of what has ended, that are not paid for, are ones of what came for it; of cash alone nothing is left of them. */
export function exchangeHoldings(
  { funding }: AccountRisk,
  instrumentId: InstrumentId,
  exchange: {
    readonly ratio: Ratio | undefined;
    readonly otherInstrumentId: InstrumentId | undefined;
  },
): void {
  const { ratio, otherInstrumentId } = exchange;
  funding.purchases = funding.purchases.flatMap((purchase) => {
    if (purchase.instrumentId !== instrumentId) return [purchase];
    if (ratio === undefined || otherInstrumentId === undefined) return [];
    const quantity = (purchase.quantity * ratio.newShares) / ratio.oldShares;
    return quantity === 0n ? [] : [{ ...purchase, instrumentId: otherInstrumentId, quantity }];
  });
}

/**
 * What else an account counts in shares of the instrument: located ones, and purchases that are not paid for.
 * @param openOf what open orders have of a locate: they change it when they change themselves.
 */
export function adjustHoldings(
  account: AccountRisk,
  instrumentId: InstrumentId,
  { newShares, oldShares }: Ratio,
  openOf: (locateId: string) => Quantity,
): void {
  const after = (shares: Quantity): Quantity => (shares * newShares) / oldShares;
  for (const [locateId, locate] of account.locates)
    if (locate.instrumentId === instrumentId) {
      const open = openOf(locateId);
      const used = after(locate.used - open) + open;
      account.locates.set(locateId, { ...locate, quantity: after(locate.quantity), used });
    }
  const { funding } = account;
  for (const purchase of funding.purchases)
    if (purchase.instrumentId === instrumentId) purchase.quantity = after(purchase.quantity);
  funding.purchases = funding.purchases.filter(({ quantity }) => quantity > 0n);
}

/** A claim to a dividend is part of what the account is worth, and none of its cash; below zero: it owes one. */
export function accrue(account: AccountRisk, amount: Money): void {
  account.accrued += amount;
}

/** A claim has become cash: what the account is worth stays. */
export function payAccrued(account: AccountRisk, amount: Money): void {
  account.accrued -= amount;
  account.cash += amount;
}
