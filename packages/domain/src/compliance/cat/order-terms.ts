import { formatDecimal } from '../../kernel/fixed-point.ts';
import type { OrderAcceptedFact } from '../../orders/facts.ts';
import { hasLimit, isStop, type Side } from '../../orders/terms.ts';
import { formatDate } from '../../time/civil-date.ts';
import type { Instant } from '../../time/new-york.ts';
import type { ReportedInstrument } from '../instruments.ts';
import type { CatBody, CatNumber } from './record.ts';
import { catDay } from './timestamp.ts';

/** An order as CAT knows it: its key, and its terms as they are now. */
export interface CatOrder {
  readonly terms: OrderAcceptedFact['data'];
  readonly instrument: ReportedInstrument;
  readonly receivedAt: Instant;
}

export const shares = (quantity: bigint): CatNumber => ({ digits: `${quantity}` });
export const dollars = (price: bigint): CatNumber => ({ digits: formatDecimal(price) });

const STOCK_SIDES: Readonly<Record<Side, string>> = {
  BUY: 'B',
  SELL: 'SL',
  SELL_SHORT: 'SS',
  SELL_SHORT_EXEMPT: 'SX',
};

/** A stock is sold long, short or short exempt; an option is sold. */
export function sideOf({ terms, instrument }: CatOrder): string {
  if (instrument.product === 'STOCK') return STOCK_SIDES[terms.side];
  return terms.side === 'BUY' ? 'B' : 'S';
}

/** IOC has no day; FOK is one with an instruction. What is for one auction ends with its day. */
export function timeInForceOf({ terms, receivedAt }: CatOrder): CatBody {
  const { timeInForce, expiresOn } = terms;
  if (timeInForce === 'IOC' || timeInForce === 'FOK') return { timeInForce: { IOC: true } };
  const day = catDay(receivedAt);
  if (timeInForce === 'GTC') return { timeInForce: { GTC: day } };
  if (timeInForce !== 'GTD' || expiresOn === undefined) return { timeInForce: { DAY: day } };
  return { timeInForce: { GTD: formatDate(expiresOn).replaceAll('-', '') } };
}

/** A triggered stop is what it has become; the instruction stays with the order. */
export function typeAndPriceOf({ terms }: CatOrder): CatBody {
  return hasLimit(terms.type)
    ? { orderType: 'LMT', price: dollars(terms.limitPrice) }
    : { orderType: 'MKT' };
}

/** Instructions by name; a stop has its price. */
export function instructionsOf({ terms }: CatOrder): CatBody {
  const { type, timeInForce } = terms;
  const auction = (kind: string) => `${type === 'MARKET' ? 'M' : 'L'}O${kind}`;
  const instructions = {
    ...(isStop(type) && terms.stopPrice !== undefined ? { STP: dollars(terms.stopPrice) } : {}),
    ...(timeInForce === 'FOK' ? { FOK: true } : {}),
    ...(timeInForce === 'OPG' ? { [auction('O')]: true } : {}),
    ...(timeInForce === 'CLS' ? { [auction('C')]: true } : {}),
    ...(terms.minimumQuantity !== undefined && terms.minimumQuantity === terms.quantity
      ? { AON: true }
      : {}),
    ...(terms.doNotReduce === true ? { DNR: true } : {}),
    ...(terms.notHeld === true ? { NH: true } : {}),
    ...(terms.displayQuantity === undefined ? {} : { RSV: shares(terms.displayQuantity) }),
  };
  return Object.keys(instructions).length === 0 ? {} : { handlingInstructions: instructions };
}
