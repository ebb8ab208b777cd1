import {
  costAlong,
  exchanged,
  isExchange,
  multiplied,
  orderAfter,
  parseDate,
  priceAfter,
  ratioOf,
  tickAt,
  type ActionTerms,
  type Actor,
  type RestatableOrder,
  type TickTerms,
} from '@bellwether/domain';
import { and, asc, eq, gt, ne } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { findInstrument } from '../instruments/read.ts';
import { orders, type OrderRow } from '../orders/table.ts';
import { positions, type PositionRow } from '../positions/table.ts';
import { PAGE_MAX } from '../read-model/page.ts';
import { findCorporateAction, seenBy } from '../corporate-actions/read.ts';
import type { CorporateActionEffectRow, CorporateActionRow } from '../corporate-actions/table.ts';

type Effect = Omit<CorporateActionEffectRow, 'recordedPosition' | 'batchIndex' | 'position'>;

/**
 * What an action would do now to what somebody may see. It is reckoned by the rules of the partition from what is read here:
 * an order's Do Not Reduce is not among that, so such an order is told as reduced.
 */
export async function dryRun(db: PostgresJsDatabase, actionId: string, viewer: Actor) {
  const action = await findCorporateAction(db, actionId);
  const instrument = action && (await findInstrument(db, action.instrumentId));
  if (action === undefined || instrument === undefined) return null;
  const terms = termsOf(action);
  const { otherInstrumentId: other } = terms;
  const otherClose = (other && (await findInstrument(db, other))?.referencePrice) ?? 0n;
  const { referencePrice: close, tickSize, terms: listed } = instrument;
  const { instrumentId } = action;
  const held = await db
    .select()
    .from(positions)
    .where(
      and(
        eq(positions.instrumentId, instrumentId),
        ne(positions.quantity, 0n),
        seenBy(viewer, positions.accountId),
      ),
    )
    .orderBy(asc(positions.positionId));
  const open = await db
    .select()
    .from(orders)
    .where(
      and(
        eq(orders.instrumentId, instrumentId),
        gt(orders.leaves, 0n),
        seenBy(viewer, orders.accountId),
      ),
    )
    .orderBy(asc(orders.orderId));
  const ofPositions = held.flatMap((row) =>
    positionEffect(actionId, row, terms, { close, otherClose }),
  );
  const ofOrders = open.flatMap((row) =>
    orderEffect(actionId, row, terms, { ...(listed as Partial<TickTerms>), tickSize }),
  );
  return {
    ...sumsOf(ofPositions, ofOrders),
    effects: [...ofPositions, ...ofOrders].slice(0, PAGE_MAX),
  };
}

/** The terms as they were announced; an absent one stays absent. */
function termsOf(row: CorporateActionRow): ActionTerms {
  const { exDate, newShares, oldShares, fractions, cashInLieuPrice, amount, returnOfCapital } = row;
  const { otherInstrumentId, mergerCash, costBasisPoints, childValue } = row;
  const some = { newShares, oldShares, fractions, cashInLieuPrice, amount, returnOfCapital };
  const exchange = { otherInstrumentId, mergerCash, costBasisPoints, childValue };
  const present = Object.entries({ ...some, ...exchange }).filter(([, value]) => value !== null);
  const terms = { kind: row.kind, exDate: parseDate(exDate), ...Object.fromEntries(present) };
  return terms as ActionTerms;
}

const nothingElse = {
  orderId: null,
  newShares: null,
  oldShares: null,
  otherInstrumentId: null,
  received: 0n,
  cashInLieu: 0n,
  value: 0n,
  costBasisPoints: null,
  limitPrice: null,
  stopPrice: null,
  cash: 0n,
  returnOfCapital: 0n,
  settled: false,
  settledPosition: 0n,
  settledOn: null,
} as const;

/** Latest closes of the instrument and of the other one, 1/10 000 USD. */
interface Closes {
  readonly close: bigint;
  readonly otherClose: bigint;
}

function positionEffect(
  actionId: string,
  { accountId, instrumentId, quantity: quantityBefore }: PositionRow,
  terms: ActionTerms,
  { close, otherClose }: Closes,
): readonly Effect[] {
  const ratio = ratioOf(terms);
  const { amount, returnOfCapital = 0n, fractions, newShares = null, oldShares = null } = terms;
  const id = `${actionId}/${accountId}`;
  const named = { ...nothingElse, id, actionId, accountId, instrumentId, quantityBefore };
  if (isExchange(terms)) {
    const { otherInstrumentId = null } = terms;
    const after = exchanged(quantityBefore, terms, otherClose);
    const shares = { newShares, oldShares, otherInstrumentId, costBasisPoints: costAlong(terms) };
    return [{ ...named, effect: 'EXCHANGE', ...shares, ...after }];
  }
  if (ratio !== undefined) {
    const price = terms.cashInLieuPrice ?? priceAfter(close, terms, ratio);
    const after = multiplied(quantityBefore, ratio, fractions, price);
    return [{ ...named, effect: 'POSITION', newShares, oldShares, ...after }];
  }
  if (amount === undefined) return [];
  const cash = quantityBefore * amount;
  const claim = {
    quantity: quantityBefore,
    cash,
    returnOfCapital: quantityBefore * returnOfCapital,
  };
  return [{ ...named, effect: 'DIVIDEND', ...claim }];
}

function orderEffect(
  actionId: string,
  row: OrderRow,
  terms: ActionTerms,
  tick: TickTerms,
): readonly Effect[] {
  const { orderId, accountId, instrumentId, leaves: quantityBefore } = row;
  const after = orderAfter(restatable(row), terms, (price) => tickAt(tick, price, terms.exDate));
  if (after === 'STAYS') return [];
  const id = `${actionId}/${orderId}`;
  const named = { ...nothingElse, id, actionId, accountId, instrumentId, orderId, quantityBefore };
  if (after === 'ENDS') return [{ ...named, effect: 'ORDER_ENDED', quantity: 0n }];
  const { leaves: quantity, limitPrice, stopPrice = null } = after.data;
  return [{ ...named, effect: 'ORDER_CHANGED', quantity, limitPrice, stopPrice }];
}

/** What is held back for it does not matter here. A stop shows something only when it was triggered. */
function restatable(row: OrderRow): RestatableOrder {
  return {
    ...row,
    stopPrice: row.stopPrice ?? undefined,
    displayQuantity: row.displayQuantity ?? undefined,
    triggered: row.shown > 0n,
    reserved: 0n,
    doNotReduce: undefined,
    entrySequence: 0n,
  } as unknown as RestatableOrder;
}

function sumsOf(ofPositions: readonly Effect[], ofOrders: readonly Effect[]) {
  const total = (of: (effect: Effect) => bigint): bigint =>
    ofPositions.reduce((sum, effect) => sum + of(effect), 0n);
  return {
    positions: ofPositions.length,
    orders: ofOrders.length,
    issued: total(({ quantity, quantityBefore }) => quantity - quantityBefore),
    cashInLieu: total(({ effect, cash, cashInLieu }) =>
      effect === 'POSITION' ? cash : cashInLieu,
    ),
    paid: total(({ effect, cash }) => (effect === 'EXCHANGE' ? cash : 0n)),
    otherIssued: total(({ received }) => received),
    accrued: total(({ effect, cash }) => (effect === 'DIVIDEND' ? cash : 0n)),
  };
}
