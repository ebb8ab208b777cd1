import type { CorporateActionDueFact } from '../corporate-actions/facts.ts';
import { multiplied } from '../corporate-actions/entitlement.ts';
import { isExchange, priceFall } from '../corporate-actions/exchange.ts';
import { exchangeRatioOf, isWhole, ratioOf } from '../corporate-actions/terms.ts';
import type { Quantity } from '../kernel/fixed-point.ts';
import type { AccountId } from '../kernel/ids.ts';
import type { RejectCode } from '../kernel/rejection.ts';
import { abs } from '../kernel/rounding.ts';
import { isStock } from '../risk/instrument-risk.ts';
import { otherCloseOf, positionsIn } from './action-claims.ts';
import { instrumentOf } from './lookups.ts';
import { seriesOn, strikeAfter } from './option-series.ts';
import type { TradingState } from './state.ts';

/** Phases in which nothing is traded, nor is an auction about to be. */
export const QUIET: ReadonlySet<string> = new Set(['CLOSED', 'POST_CLOSE', 'PRE_OPEN', 'HALTED']);

/** Positions are counted in 15 digits. */
export const POSITION_MAX = 10n ** 15n;

type Due = CorporateActionDueFact['data'];

/** Why an action cannot be put in force now, if it cannot: nothing is traded on wrong terms, and nothing is left half done. */
export function whyItWaits(state: TradingState, due: Due): RejectCode | undefined {
  const instrument = instrumentOf(state, due.instrumentId);
  const { risk, phase, delisted, move, suspended, referencePrice } = instrument;
  if (delisted) return 'INSTRUMENT_NOT_TRADED';
  if (move !== undefined) return 'MOVE_UNDER_WAY';
  if (suspended === true || !QUIET.has(phase)) return 'INSTRUMENT_TRADING';
  if (!isStock(risk)) return 'ACTION_NOT_OFFERED';
  const others = whyOtherWaits(state, due) ?? whySeriesWait(state, due);
  if (others !== undefined) return others;
  const fall = due.amount ?? priceFall(due, otherCloseOf(state, due));
  if (fall > 0n && fall >= referencePrice) return 'DIVIDEND_ABOVE_PRICE';
  return isBeyondCounting(state, due) ? 'QUANTITY_LIMIT' : undefined;
}

/** Options on the shares: a split of whole ratio adjusts them, once none is traded; what else would change them is not offered. */
function whySeriesWait(state: TradingState, due: Due): RejectCode | undefined {
  const ratio = ratioOf(due);
  const series = adjustsOptions(due) ? seriesOn(state, due.instrumentId) : [];
  for (const { option, phase, suspended, move } of series) {
    if (ratio === undefined || !isWhole(ratio)) return 'ACTION_NOT_OFFERED';
    if (option === undefined || strikeAfter(option.strike, ratio) === 0n)
      return 'ACTION_NOT_OFFERED';
    if (move !== undefined) return 'MOVE_UNDER_WAY';
    if (suspended === true || !QUIET.has(phase)) return 'INSTRUMENT_TRADING';
  }
  return undefined;
}

function adjustsOptions(due: Due): boolean {
  return (
    ratioOf(due) !== undefined ||
    due.special === true ||
    due.kind === 'DELISTING' ||
    isExchange(due)
  );
}

/**
 * The acquirer, or what is spun off, is traded here: one entry of one journal changes both positions. It may be traded
 * meanwhile: shares that come change none of its orders, as a deposit of shares does.
 */
function whyOtherWaits(
  state: TradingState,
  { instrumentId, otherInstrumentId }: Due,
): RejectCode | undefined {
  if (otherInstrumentId === undefined) return undefined;
  const other = state.instruments.get(otherInstrumentId);
  if (other === undefined || other.delisted || !isStock(other.risk)) return 'OTHER_NOT_LISTED';
  if (other.partition !== instrumentOf(state, instrumentId).partition) return 'OTHER_PARTITION';
  return other.move === undefined ? undefined : 'MOVE_UNDER_WAY';
}

function isBeyondCounting(state: TradingState, due: Due): boolean {
  const { instrumentId, otherInstrumentId } = due;
  const ratio = ratioOf(due) ?? exchangeRatioOf(due);
  if (ratio === undefined) return false;
  const had = (accountId: AccountId): Quantity =>
    otherInstrumentId === undefined
      ? 0n
      : (state.accounts.get(accountId)?.risk.exposures.get(otherInstrumentId)?.quantity ?? 0n);
  const series = seriesOn(state, instrumentId).map((one) => one.instrumentId);
  return [instrumentId, ...series]
    .flatMap((id) => positionsIn(state, id))
    .some(
      ({ accountId, quantity }) =>
        multiplied(abs(quantity), ratio, 'ROUND_UP', 0n).quantity + abs(had(accountId)) >=
        POSITION_MAX,
    );
}
