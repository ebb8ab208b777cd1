import type { Rejection } from '../../kernel/rejection.ts';
import { isShortSale } from '../../orders/terms.ts';
import type { Assessment } from '../assessment.ts';
import { heldOn } from '../account-risk.ts';
import { isStock } from '../instrument-risk.ts';
import { finding } from './check.ts';

/**
 * A sale is long only of shares that the account owns and no pending sale has claimed, else it is short, and says so
 * (Reg SHO 200(g)). What is owned and unclaimed is sold long.
 */
export function checkMarking({
  account,
  instrument,
  order,
  freeLong,
}: Assessment): Rejection | undefined {
  if (order.side === 'BUY' || !isStock(instrument)) return undefined;
  if (isShortSale(order.side))
    return freeLong === 0n
      ? undefined
      : finding(
          'SHORT_SALE_MARKING',
          'no unclaimed long position in a short sale',
          `${freeLong} shares are owned and unclaimed`,
          `sell up to ${freeLong} with side SELL first`,
        );
  if (order.quantity <= freeLong || !account.shortSelling || account.accountType !== 'MARGIN')
    return undefined;
  return finding(
    'SHORT_SALE_MARKING',
    `${freeLong} shares owned and unclaimed for a sale marked long`,
    `${order.quantity} shares are to be sold`,
    'sell less, or mark what is beyond it SELL_SHORT',
  );
}

export function checkKillSwitch({ context }: Assessment): Rejection | undefined {
  return context.killSwitch
    ? finding(
        'KILL_SWITCH',
        'no new orders',
        'the kill switch is on',
        'cancels are taken; wait until trading is released',
      )
    : undefined;
}

export function checkSuspension({ account, context }: Assessment): Rejection | undefined {
  return heldOn(account.hold, context.date) === 'SUSPENDED'
    ? finding(
        'ACCOUNT_RESTRICTED',
        'cancels only',
        'the account is suspended',
        'ask for the suspension to be lifted',
      )
    : undefined;
}

export function checkClosingOnly({ account, context }: Assessment): Rejection | undefined {
  return heldOn(account.hold, context.date) === 'CLOSING_ONLY'
    ? finding(
        'ACCOUNT_RESTRICTED',
        'orders that only reduce a position',
        'the order opens or increases one',
        'reduce the quantity to what closes the position',
      )
    : undefined;
}

export function checkBanned({ account, instrument, context }: Assessment): Rejection | undefined {
  const own = heldOn(account.instrumentHolds.get(instrument.instrumentId), context.date);
  return own === 'BANNED' || instrument.restriction === 'BANNED'
    ? finding(
        'INSTRUMENT_RESTRICTED',
        'no orders in it',
        `${instrument.instrumentId} is on the restricted list`,
        'trade another instrument',
      )
    : undefined;
}

export function checkInstrumentHold(a: Assessment): Rejection | undefined {
  const { account, instrument, order, context } = a;
  const own = heldOn(account.instrumentHolds.get(instrument.instrumentId), context.date);
  for (const restriction of [instrument.restriction, own]) {
    if (restriction === 'CLOSING_ONLY')
      return finding(
        'INSTRUMENT_RESTRICTED',
        `orders that only reduce a position in ${instrument.instrumentId}`,
        'the order opens or increases one',
        'reduce the quantity to what closes the position',
      );
    if (restriction === 'NO_SHORT_SALES' && isShortSale(order.side))
      return finding(
        'INSTRUMENT_RESTRICTED',
        `no short sales of ${instrument.instrumentId}`,
        'the order is a short sale',
        'sell what is owned',
      );
  }
  const notice = instrument.future?.firstNoticeOn;
  return notice !== undefined && context.date >= notice
    ? finding(
        'INSTRUMENT_RESTRICTED',
        'orders that only reduce a position from the first notice day on',
        'the order opens or increases one',
        'trade a later month',
      )
    : undefined;
}
