import { cancelProceeds, receiveProceeds, type CashFunding } from '../margin/cash-funding.ts';
import type { Money, Quantity } from '../kernel/fixed-point.ts';
import { min, positive } from '../kernel/rounding.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { changeHeld, useLocate } from './apply.ts';
import type { AccountRisk } from './account-risk.ts';
import type { Exposure, RiskOrder } from './exposure.ts';
import { changePosition, exposureOf, forgetIfIdle } from './exposures-of.ts';
import type { InstrumentRisk } from './instrument-risk.ts';

/** What an account has in an instrument, as it goes from one partition to another. */
export interface PositionOnTheMove {
  /** Signed. */
  readonly quantity: Quantity;
  readonly basis: Money;
  readonly cash: Money;
  readonly receivables: readonly { readonly settlementDate: CivilDate; readonly amount: Money }[];
  readonly unpaid: readonly { readonly quantity: Quantity; readonly paidOn?: CivilDate }[];
  readonly locates: readonly { readonly locateId: string; readonly used: Quantity }[];
}

/** What a short position is backed by, 1/10 000 of its value (Reg T 220.12(c): 150 % of the current market value). */
const SHORT_BACKING = 15_000n;

/**
 * What goes along when an instrument leaves: the position, the purchases that are not paid for, the locates that are
 * used up, and cash. Of a cash account that is what its open orders hold back. Of a margin account it is that and what
 * backs a short position, as far as there is cash; where there is a debit instead, the part of it that the position
 * secures by its value. Settled cash goes before proceeds on their way.
 * @param reserved by the account's open orders in the instrument.
 * @param locatesOpen what its open orders have of its locates: the orders bring that along.
 */
export function positionOnTheMove(
  account: AccountRisk,
  instrument: InstrumentRisk,
  reserved: Money,
  locatesOpen: ReadonlyMap<string, Quantity>,
): PositionOnTheMove {
  const { instrumentId } = instrument;
  const exposure = account.exposures.get(instrumentId);
  const cash = cashAlong(account, exposure, reserved);
  const settled = positive(account.cash - account.funding.receivable);
  return {
    quantity: exposure?.quantity ?? 0n,
    basis: exposure?.basis ?? 0n,
    cash,
    receivables: earliest(account.funding, positive(cash - settled)),
    unpaid: account.funding.purchases
      .filter((purchase) => purchase.instrumentId === instrumentId)
      .map(({ quantity, paidOn }) => ({ quantity, ...(paidOn === undefined ? {} : { paidOn }) })),
    locates: [...account.locates]
      .filter(([, locate]) => locate.instrumentId === instrumentId)
      .map(([locateId, { used }]) => ({
        locateId,
        used: used - (locatesOpen.get(locateId) ?? 0n),
      })),
  };
}

function cashAlong(account: AccountRisk, exposure: Exposure | undefined, reserved: Money): Money {
  if (account.accountType === 'CASH') return reserved;
  const value = exposure === undefined ? 0n : valueOf(exposure);
  if (account.cash >= 0n) {
    const backing = value < 0n ? (-value * SHORT_BACKING) / 10_000n : 0n;
    return min(account.cash, reserved + backing);
  }
  let long = 0n;
  for (const one of account.exposures.values()) long += positive(valueOf(one));
  return value > 0n ? (account.cash * value) / long : 0n;
}

/** What closing the position would bring at the mark; of a future only what has been gained since the settlement. */
function valueOf({ instrument, quantity, basis }: Exposure): Money {
  const value = quantity * instrument.mark * instrument.multiplier;
  return instrument.future === undefined ? value : value - basis;
}

function earliest({ receivables }: CashFunding, amount: Money): PositionOnTheMove['receivables'] {
  const along: { settlementDate: CivilDate; amount: Money }[] = [];
  let left = amount;
  for (const { settlementDate, amount: due } of receivables) {
    const part = min(left, due);
    if (part > 0n) along.push({ settlementDate, amount: part });
    left -= part;
  }
  return along;
}

/** The position leaves the account here; its orders have left before. */
export function movePositionOut(
  account: AccountRisk,
  instrument: InstrumentRisk,
  moving: PositionOnTheMove,
): void {
  const { funding, locates } = account;
  shift(account, instrument, -moving.quantity, -moving.basis, -moving.cash);
  for (const { amount, settlementDate } of moving.receivables)
    cancelProceeds(funding, amount, settlementDate);
  funding.purchases = funding.purchases.filter((p) => p.instrumentId !== instrument.instrumentId);
  for (const { locateId } of moving.locates) {
    const locate = locates.get(locateId);
    if (locate !== undefined) locate.used = 0n;
  }
}

/** The position comes to the account here; its orders come after it. The instrument has the mark that it had. */
export function movePositionIn(
  account: AccountRisk,
  instrument: InstrumentRisk,
  moving: PositionOnTheMove,
): void {
  const { funding, locates } = account;
  shift(account, instrument, moving.quantity, moving.basis, moving.cash);
  for (const { amount, settlementDate } of moving.receivables)
    receiveProceeds(funding, amount, settlementDate);
  for (const { quantity, paidOn } of moving.unpaid)
    funding.purchases.push({ instrumentId: instrument.instrumentId, quantity, paidOn });
  for (const { locateId, used } of moving.locates) {
    const locate = locates.get(locateId);
    if (locate !== undefined) locate.used += used;
  }
}

/** Changes no profit or loss: what the account was worth at the start of the day shifts with it. */
function shift(
  account: AccountRisk,
  instrument: InstrumentRisk,
  quantity: Quantity,
  basis: Money,
  cash: Money,
): void {
  const exposure = exposureOf(account, instrument);
  const before = valueOf(exposure);
  changePosition(account, exposure, quantity);
  exposure.basis += basis;
  account.cash += cash;
  if (account.dayStart !== undefined) account.dayStart += cash + valueOf(exposure) - before;
  forgetIfIdle(account, exposure);
}

/** An open order comes with what it holds back and closes; it is no new order of the account. */
export function moveOrderIn(
  account: AccountRisk,
  instrument: InstrumentRisk,
  order: RiskOrder,
): void {
  const exposure = exposureOf(account, instrument);
  changeHeld(account, exposure, order, order.leaves, order.closing);
  account.reserved += order.reserved;
  account.openOrders += 1;
  useLocate(account, order, order.leaves);
}
