import {
  costAlong,
  exchanged,
  isExchange,
  isWhole,
  multiplied,
  orderAfter,
  priceAfter,
  ratioOf,
  tickAt,
  type ActionTerms,
  type Actor,
  type RestatableOrder,
  type TickTerms,
} from '@bellwether/domain';
import { and, asc, gt, inArray, ne, sql } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { findInstrument } from '../instruments/read.ts';
import { instruments } from '../instruments/table.ts';
import { orders, type OrderRow } from '../orders/table.ts';
import { positions, type PositionRow } from '../positions/table.ts';
import { PAGE_MAX } from '../read-model/page.ts';
import { findCorporateAction, seenBy } from '../corporate-actions/read.ts';
import type { CorporateActionEffectRow, CorporateActionRow } from '../corporate-actions/table.ts';
import { termsOfRow } from '../corporate-actions/terms-of-row.ts';

type Effect = Omit<CorporateActionEffectRow, 'recordedPosition' | 'batchIndex' | 'position'>;

/**
 * What an action would do now to what somebody may see. It is reckoned by the rules of the partition from what is read here:
 * an order's Do Not Reduce is not among that, so such an order is told as reduced.
 */
export async function dryRun(db: PostgresJsDatabase, actionId: string, viewer: Actor) {
  const action = await findCorporateAction(db, actionId);
  const instrument = action && (await findInstrument(db, action.instrumentId));
  if (action === undefined || instrument === undefined) return null;
  const terms = termsOfRow(action);
  const { otherInstrumentId: other } = terms;
  const otherClose = (other && (await findInstrument(db, other))?.referencePrice) ?? 0n;
  const { referencePrice: close, tickSize, terms: listed } = instrument;
  const { instrumentId } = action;
  const ofPositions = (await heldIn(db, [instrumentId], viewer)).flatMap((row) =>
    positionEffect(actionId, row, terms, { close, otherClose }),
  );
  const ofOrders = (await openIn(db, [instrumentId], viewer)).flatMap((row) =>
    orderEffect(actionId, row, terms, { ...(listed as Partial<TickTerms>), tickSize }),
  );
  const ofOptions = await optionEffects(db, action, viewer);
  return {
    ...sumsOf(ofPositions, ofOrders),
    effects: [...ofPositions, ...ofOrders, ...ofOptions].slice(0, PAGE_MAX),
  };
}

function heldIn(db: PostgresJsDatabase, ids: readonly string[], viewer: Actor) {
  return db
    .select()
    .from(positions)
    .where(
      and(
        inArray(positions.instrumentId, [...ids]),
        ne(positions.quantity, 0n),
        seenBy(viewer, positions.accountId),
      ),
    )
    .orderBy(asc(positions.positionId));
}

function openIn(db: PostgresJsDatabase, ids: readonly string[], viewer: Actor) {
  return db
    .select()
    .from(orders)
    .where(
      and(
        inArray(orders.instrumentId, [...ids]),
        gt(orders.leaves, 0n),
        seenBy(viewer, orders.accountId),
      ),
    )
    .orderBy(asc(orders.orderId));
}

/** What a split of whole ratio does to options on the shares: more contracts, and no order goes on. */
async function optionEffects(
  db: PostgresJsDatabase,
  action: CorporateActionRow,
  viewer: Actor,
): Promise<readonly Effect[]> {
  const terms = termsOfRow(action);
  const ratio = ratioOf(terms);
  if (ratio === undefined || !isWhole(ratio)) return [];
  const { actionId, instrumentId } = action;
  const series = await db
    .select({ id: instruments.instrumentId })
    .from(instruments)
    .where(
      and(
        sql`${instruments.terms} -> 'option' ->> 'underlyingId' = ${instrumentId}`,
        ne(instruments.status, 'DELISTED'),
      ),
    );
  const ids = series.map(({ id }) => id);
  if (ids.length === 0) return [];
  const held = await heldIn(db, ids, viewer);
  const open = await openIn(db, ids, viewer);
  const noPrices = { close: 0n, otherClose: 0n };
  return [
    ...held.flatMap((row) => positionEffect(actionId, row, terms, noPrices)),
    ...open.map((row): Effect => {
      const { orderId, accountId, leaves: quantityBefore } = row;
      const named = { ...nothingElse, id: `${actionId}/${orderId}`, actionId, accountId, orderId };
      const ended = { effect: 'ORDER_ENDED', quantityBefore, quantity: 0n };
      return { ...named, instrumentId: row.instrumentId, ...ended };
    }),
  ];
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
    const ofInstrument = { ...named, id: `${id}/${instrumentId}` };
    return [{ ...ofInstrument, effect: 'POSITION', newShares, oldShares, ...after }];
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
