import type { ExpirationDueFact, ExpirationFact } from '../expiration/facts.ts';
import type { RejectCode } from '../kernel/rejection.ts';
import { abs } from '../kernel/rounding.ts';
import { positionsIn } from './action-claims.ts';
import { applyExpiration, priceOf } from './apply-expiration.ts';
import type { Follower } from './follower.ts';
import { instrumentOf } from './lookups.ts';
import { pendingKey } from './pending-key.ts';
import type { TradingFact } from './facts.ts';
import type { TradingState } from './state.ts';
import { POSITION_MAX, QUIET } from './why-action-waits.ts';

type Due = ExpirationDueFact['data'];

/**
 * What a fact about the end of an option or future means for a partition: the one that trades it exercises, assigns and ends,
 * whole, or says why not. No other one has positions in it.
 * @param sourcePosition commit position of `fact`.
 */
export function followExpiration(
  state: TradingState,
  fact: ExpirationFact,
  sourcePosition: bigint,
  here: Pick<Follower, 'partition'>,
): readonly TradingFact[] {
  switch (fact.type) {
    case 'ExpirationDue': {
      const { instrumentId, expirationId, kind, attempt } = fact.data;
      if (instrumentOf(state, instrumentId).partition !== here.partition) return [];
      const code = whyItWaits(state, fact.data);
      if (code === undefined) return applyExpiration(state, fact.data, sourcePosition);
      const data = { instrumentId, expirationId, kind, attempt, code, sourcePosition };
      return [{ type: 'ExpirationDeclined', data }];
    }
    case 'ExpirationEffective':
    case 'ExpirationDeferred': {
      const { instrumentId, expirationId, kind, attempt } = fact.data;
      if (!state.expirations.has(pendingKey(instrumentId, expirationId))) return [];
      const data = { instrumentId, expirationId, kind, attempt, sourcePosition };
      return [{ type: 'ExpirationConfirmed', data }];
    }
    case 'ExerciseRequested':
    case 'ExpirationInstructed':
      return [];
  }
}

/** Why it cannot be done now, if it cannot: nothing is delivered while it is traded, and nothing is left half done. */
function whyItWaits(state: TradingState, due: Due): RejectCode | undefined {
  const instrument = instrumentOf(state, due.instrumentId);
  const { option, future, phase, delisted, move, suspended } = instrument;
  if (delisted) return 'INSTRUMENT_NOT_TRADED';
  if (move !== undefined) return 'MOVE_UNDER_WAY';
  if (suspended === true || !QUIET.has(phase)) return 'INSTRUMENT_TRADING';
  if (priceOf(state, due) === 0n) return 'NO_SETTLEMENT_PRICE';
  if (future?.settlement === 'PHYSICAL' && positionsIn(state, due.instrumentId).length > 0)
    return 'DELIVERY_NOT_OFFERED';
  return option?.settlement === 'PHYSICAL' ? whySharesWait(state, due, option) : undefined;
}

/** Shares move, and orders in them may end. */
function whySharesWait(
  state: TradingState,
  { instrumentId }: Due,
  { underlyingId }: { readonly underlyingId: Due['instrumentId'] },
): RejectCode | undefined {
  const underlying = instrumentOf(state, underlyingId);
  if (underlying.delisted) return 'DELIVERY_NOT_OFFERED';
  if (underlying.move !== undefined) return 'MOVE_UNDER_WAY';
  if (underlying.suspended === true || !QUIET.has(underlying.phase)) return 'INSTRUMENT_TRADING';
  const { multiplier } = instrumentOf(state, instrumentId).risk;
  const isBeyondCounting = positionsIn(state, instrumentId).some(({ accountId, quantity }) => {
    const held = state.accounts.get(accountId)?.risk.exposures.get(underlyingId)?.quantity ?? 0n;
    return abs(quantity) * multiplier + abs(held) >= POSITION_MAX;
  });
  return isBeyondCounting ? 'QUANTITY_LIMIT' : undefined;
}
