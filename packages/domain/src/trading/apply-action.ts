import type { CorporateActionDueFact } from '../corporate-actions/facts.ts';
import { multiplied, priceAfter } from '../corporate-actions/entitlement.ts';
import { ratioOf, type Ratio } from '../corporate-actions/terms.ts';
import { tickAt } from '../instruments/tick.ts';
import type { Price } from '../kernel/fixed-point.ts';
import type { RejectCode } from '../kernel/rejection.ts';
import type { OrderCancelledFact, OrderReplacedFact } from '../orders/facts.ts';
import { isStock } from '../risk/instrument-risk.ts';
import type { ActionFact } from './action-facts.ts';
import type { MarketFact } from './facts.ts';
import { instrumentOf } from './lookups.ts';
import type { OpenOrder } from './open-orders/open-order.ts';
import { orderAfter, type TickOf } from './restate-order.ts';
import type { TradedInstrument, TradingState } from './state.ts';

/** Phases in which nothing is traded, nor is an auction about to be. */
const QUIET: ReadonlySet<string> = new Set(['CLOSED', 'POST_CLOSE', 'PRE_OPEN', 'HALTED']);

/** Positions are counted in 15 digits. */
const POSITION_MAX = 10n ** 15n;

type Due = CorporateActionDueFact['data'];
type OrderChange = OrderReplacedFact | OrderCancelledFact;
type AppliedFact = ActionFact | OrderChange | MarketFact;

/** Why an action cannot be put in force now, if it cannot: nothing is traded on wrong terms, and nothing is left half done. */
export function whyItWaits(state: TradingState, due: Due): RejectCode | undefined {
  const instrument = instrumentOf(state, due.instrumentId);
  const { risk, phase, delisted, move, suspended, referencePrice } = instrument;
  const ratio = ratioOf(due);
  if (delisted) return 'INSTRUMENT_NOT_TRADED';
  if (move !== undefined) return 'MOVE_UNDER_WAY';
  if (suspended === true || !QUIET.has(phase)) return 'INSTRUMENT_TRADING';
  const hasOptions = [...state.instruments.values()].some(
    ({ option, delisted: ended }) => !ended && option?.underlyingId === due.instrumentId,
  );
  const adjustsOptions = ratio !== undefined || due.special === true || due.kind === 'DELISTING';
  if (!isStock(risk) || (hasOptions && adjustsOptions)) return 'ACTION_NOT_OFFERED';
  if (due.amount !== undefined && due.amount >= referencePrice) return 'DIVIDEND_ABOVE_PRICE';
  if (ratio !== undefined && isBeyondCounting(state, due, ratio)) return 'QUANTITY_LIMIT';
  return undefined;
}

function isBeyondCounting(state: TradingState, { instrumentId }: Due, ratio: Ratio): boolean {
  for (const { quantity } of positionsIn(state, instrumentId))
    if (
      multiplied(quantity < 0n ? -quantity : quantity, ratio, 'ROUND_UP', 0n).quantity >=
      POSITION_MAX
    )
      return true;
  return false;
}

/**
 * Everything that an action changes, as facts to be recorded in this order: its sums, then the sides that must not be
 * short of cover in between, so that orders end before shares become fewer, and grow after they became more.
 */
export function applyAction(
  state: TradingState,
  due: Due,
  sourcePosition: bigint,
): readonly AppliedFact[] {
  const instrument = instrumentOf(state, due.instrumentId);
  const ratio = ratioOf(due);
  const price = due.cashInLieuPrice ?? priceAfter(instrument.previousClose, due, ratio);
  const claims = claimsOf(state, due, ratio, price);
  const orders = ordersAfter(state, instrument, due);
  const bands = bandsAfter(instrument, ratio ?? due.amount);
  const header: ActionFact = {
    type: 'CorporateActionApplied',
    data: {
      ...due,
      ...pricesAfter(instrument, due, ratio),
      positions: claims.length,
      orders: orders.length,
      ...sumsOf(claims),
      sourcePosition,
    },
  };
  const shrinks = ratio === undefined || ratio.newShares < ratio.oldShares;
  return [header, ...bands, ...(shrinks ? [...orders, ...claims] : [...claims, ...orders])];
}

/** What an account has in an instrument, accounts in the order of their ids. */
function positionsIn(state: TradingState, instrumentId: Due['instrumentId']) {
  return [...state.accounts.values()]
    .flatMap(({ accountId, risk }) => {
      const quantity = risk.exposures.get(instrumentId)?.quantity ?? 0n;
      return quantity === 0n ? [] : [{ accountId, quantity }];
    })
    .toSorted((a, b) => (a.accountId < b.accountId ? -1 : 1));
}

type Claim = Extract<ActionFact, { type: 'PositionAdjusted' | 'DividendAccrued' }>;

function claimsOf(
  state: TradingState,
  { actionId, instrumentId, fractions, amount, returnOfCapital = 0n }: Due,
  ratio: Ratio | undefined,
  price: Price,
): readonly Claim[] {
  const named = { actionId, instrumentId };
  if (ratio === undefined && amount === undefined) return [];
  return positionsIn(state, instrumentId).map(({ accountId, quantity }): Claim => {
    if (ratio === undefined) {
      const claim = { quantity, amount: quantity * (amount ?? 0n) };
      const data = { ...named, accountId, ...claim, returnOfCapital: quantity * returnOfCapital };
      return { type: 'DividendAccrued', data };
    }
    const shares = { newShares: Number(ratio.newShares), oldShares: Number(ratio.oldShares) };
    const after = multiplied(quantity, ratio, fractions, price);
    const data = { ...named, accountId, quantityBefore: quantity, ...after, ...shares };
    return { type: 'PositionAdjusted', data };
  });
}

function sumsOf(claims: readonly Claim[]) {
  let [issued, cashInLieu, accrued] = [0n, 0n, 0n];
  for (const { type, data } of claims)
    if (type === 'DividendAccrued') accrued += data.amount;
    else {
      issued += data.quantity - data.quantityBefore;
      cashInLieu += data.cash;
    }
  return { issued, cashInLieu, accrued };
}

function pricesAfter(instrument: TradedInstrument, due: Due, ratio: Ratio | undefined) {
  const after = (price: Price): Price => priceAfter(price, due, ratio);
  return {
    referencePrice: after(instrument.referencePrice),
    previousClose: after(instrument.previousClose),
    mark: after(instrument.risk.mark),
  };
}

/** Bands around a price that is none any more do not bind: their source sets them anew. */
function bandsAfter(
  { instrumentId, lowerBand, upperBand }: TradedInstrument,
  changesPrice: unknown,
): readonly MarketFact[] {
  if (changesPrice === undefined || (lowerBand === 0n && upperBand === 0n)) return [];
  return [{ type: 'BandsSet', data: { instrumentId, lower: 0n, upper: 0n } }];
}

function ordersAfter(
  state: TradingState,
  instrument: TradedInstrument,
  due: Due,
): readonly OrderChange[] {
  const tickOf: TickOf = (price) => tickAt(instrument, price, due.exDate);
  const { actionId } = due;
  return state.orders.ofInstrument(due.instrumentId).flatMap((order): OrderChange[] => {
    const fees = state.orderFees.get(order.orderId)?.reserved;
    const after = orderAfter(order, due, tickOf, fees);
    if (after === 'STAYS') return [];
    if (after === 'ENDS') return [ended(order, actionId)];
    return [{ ...after, data: { ...after.data, corporateActionId: actionId } }];
  });
}

function ended(order: OpenOrder, corporateActionId: Due['actionId']): OrderCancelledFact {
  const { orderId, accountId, instrumentId, side, leaves: quantity, reserved: released } = order;
  const named = { orderId, accountId, instrumentId, side, quantity, released };
  return {
    type: 'OrderCancelled',
    data: { ...named, reason: 'CORPORATE_ACTION', corporateActionId },
  };
}
