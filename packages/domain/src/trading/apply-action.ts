import type { CorporateActionDueFact } from '../corporate-actions/facts.ts';
import { priceAfter } from '../corporate-actions/entitlement.ts';
import { priceFall } from '../corporate-actions/exchange.ts';
import { isWhole, ratioOf, type Ratio } from '../corporate-actions/terms.ts';
import { tickAt } from '../instruments/tick.ts';
import type { Price } from '../kernel/fixed-point.ts';
import type { OrderCancelledFact, OrderReplacedFact } from '../orders/facts.ts';
import { claimsOf, otherCloseOf, sumsOf } from './action-claims.ts';
import type { ActionFact } from './action-facts.ts';
import type { MarketFact } from './facts.ts';
import { instrumentOf } from './lookups.ts';
import { adjustSeries, bandsLifted } from './option-series.ts';
import { orderAfter, orderEnded, type TickOf } from './restate-order.ts';
import type { TradedInstrument, TradingState } from './state.ts';

type Due = CorporateActionDueFact['data'];
type OrderChange = OrderReplacedFact | OrderCancelledFact;
type AppliedFact = ActionFact | OrderChange | MarketFact;

/**
 * Everything that an action changes, as facts to be recorded in this order: its sums, then the sides that must not be
 * short of cover in between, so that orders end before shares become fewer, and grow after they became more; options on the
 * shares come last.
 */
export function applyAction(
  state: TradingState,
  due: Due,
  sourcePosition: bigint,
): readonly AppliedFact[] {
  const instrument = instrumentOf(state, due.instrumentId);
  const ratio = ratioOf(due);
  const otherClose = otherCloseOf(state, due);
  const claims = claimsOf(state, due);
  const orders = ordersAfter(state, instrument, due);
  const isSpinOff = due.kind === 'SPIN_OFF';
  const fall = isSpinOff ? { priceFall: priceFall(due, otherClose) } : {};
  const changesPrice = ratio !== undefined || due.amount !== undefined || isSpinOff;
  const bands = changesPrice ? bandsLifted(instrument) : [];
  const header: ActionFact = {
    type: 'CorporateActionApplied',
    data: {
      ...due,
      ...pricesAfter(instrument, { ...due, ...fall }, ratio),
      ...fall,
      positions: claims.length,
      orders: orders.length,
      ...sumsOf(due, claims, otherClose),
      sourcePosition,
    },
  };
  const shrinks = ratio === undefined || ratio.newShares < ratio.oldShares;
  const series = ratio !== undefined && isWhole(ratio) ? adjustSeries(state, due, ratio) : [];
  const own = shrinks ? [...orders, ...claims] : [...claims, ...orders];
  return [header, ...bands, ...own, ...series];
}

function pricesAfter(
  instrument: TradedInstrument,
  due: Due & { readonly priceFall?: Price },
  ratio: Ratio | undefined,
) {
  const after = (price: Price): Price => priceAfter(price, due, ratio);
  return {
    referencePrice: after(instrument.referencePrice),
    previousClose: after(instrument.previousClose),
    mark: after(instrument.risk.mark),
  };
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
    if (after === 'ENDS') return [orderEnded(order, actionId)];
    return [{ ...after, data: { ...after.data, corporateActionId: actionId } }];
  });
}
