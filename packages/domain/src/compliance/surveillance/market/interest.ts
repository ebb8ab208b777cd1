import { positionOf } from './event.ts';
import type { MarketState, SeenInstrument } from './state.ts';

/**
 * What an owner gains by when an instrument rises, in units of it: what it holds, calls for and puts against. Options count as
 * wholes, whatever their delta: it is the direction that matters here.
 */
export function interestOf(
  market: MarketState,
  owner: string,
  { instrumentId, multiplier, series }: SeenInstrument,
): bigint {
  let sum = positionOf(market, owner, instrumentId) * multiplier;
  for (const seriesId of series) sum += optionInterest(market, owner, seriesId);
  return sum;
}

/** What an owner gains by options of a series when their underlying rises, in units of it. */
export function optionInterest(market: MarketState, owner: string, seriesId: string): bigint {
  const held = positionOf(market, owner, seriesId);
  const { option, multiplier = 1n } = market.instruments.get(seriesId) ?? {};
  if (held === 0n || option === undefined) return 0n;
  return (option.right === 'CALL' ? held : -held) * multiplier;
}
