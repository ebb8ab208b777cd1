import type { CorporateActionDueFact } from '../corporate-actions/facts.ts';
import { dividedPrice, multiplied } from '../corporate-actions/entitlement.ts';
import type { Ratio } from '../corporate-actions/terms.ts';
import type { Price } from '../kernel/fixed-point.ts';
import type { InstrumentId } from '../kernel/ids.ts';
import { CENT, roundDiv } from '../kernel/rounding.ts';
import type { OrderCancelledFact } from '../orders/facts.ts';
import type { MarketFact } from './facts.ts';
import { positionsIn } from './action-claims.ts';
import type { ActionFact } from './action-facts.ts';
import { orderEnded } from './restate-order.ts';
import type { TradedInstrument, TradingState } from './state.ts';

type Due = CorporateActionDueFact['data'];

/** The options on an instrument that are listed, by their ids. */
export function seriesOn(
  state: TradingState,
  underlyingId: InstrumentId,
): readonly TradedInstrument[] {
  return [...state.instruments.values()]
    .filter(({ option, delisted }) => !delisted && option?.underlyingId === underlyingId)
    .toSorted((a, b) => (a.instrumentId < b.instrumentId ? -1 : 1));
}

/** A strike after a split, to the nearest cent (OCC By-Laws VI.11A), 1/10 000 USD; 0: none is left. */
export function strikeAfter(strike: Price, { newShares, oldShares }: Ratio): Price {
  return roundDiv(strike * oldShares, newShares * CENT) * CENT;
}

/**
 * What a split of whole ratio does to the options on its shares, series by series: the strike falls, contracts become more, and
 * each is of as many shares as before. Open orders end, since nobody has said at which premium they should go on (a choice).
 */
export function adjustSeries(
  state: TradingState,
  { actionId, instrumentId: underlyingId }: Due,
  ratio: Ratio,
): readonly (ActionFact | OrderCancelledFact | MarketFact)[] {
  const shares = { newShares: Number(ratio.newShares), oldShares: Number(ratio.oldShares) };
  return seriesOn(state, underlyingId).flatMap((series) => {
    const { instrumentId, option, referencePrice, previousClose, risk } = series;
    if (option === undefined) return [];
    const named = { actionId, instrumentId };
    const orders = state.orders
      .ofInstrument(instrumentId)
      .map((order) => orderEnded(order, actionId));
    const positions = positionsIn(state, instrumentId).map(({ accountId, quantity }) => {
      const after = multiplied(quantity, ratio, undefined, 0n);
      const data = { ...named, accountId, quantityBefore: quantity, ...after, ...shares };
      return { type: 'PositionAdjusted', data } as const;
    });
    const issued = positions.reduce(
      (sum, { data }) => sum + data.quantity - data.quantityBefore,
      0n,
    );
    const header: ActionFact = {
      type: 'OptionSeriesAdjusted',
      data: {
        ...named,
        underlyingId,
        ...shares,
        strike: strikeAfter(option.strike, ratio),
        referencePrice: dividedPrice(referencePrice, ratio),
        previousClose: dividedPrice(previousClose, ratio),
        mark: dividedPrice(risk.mark, ratio),
        positions: positions.length,
        orders: orders.length,
        issued,
      },
    };
    return [header, ...bandsLifted(series), ...orders, ...positions];
  });
}

/** Bands around a price that is none any more do not bind: their source sets them anew. */
export function bandsLifted({
  instrumentId,
  lowerBand,
  upperBand,
}: TradedInstrument): readonly MarketFact[] {
  if (lowerBand === 0n && upperBand === 0n) return [];
  return [{ type: 'BandsSet', data: { instrumentId, lower: 0n, upper: 0n } }];
}
