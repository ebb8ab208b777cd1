import type { Observed } from '../observed.ts';
import type { AccountOwner, MarketState, Place, SeenInstrument } from './state.ts';

/** An instrument of which nothing is known but its name. */
export function newInstrument(instrumentId: string): SeenInstrument {
  return {
    instrumentId,
    tick: 100n,
    multiplier: 1n,
    option: undefined,
    series: [],
    // Of a market that never closes nobody says so.
    phase: 'CONTINUOUS',
    bids: [],
    asks: [],
    lastSale: 0n,
    lowerBand: 0n,
    upperBand: 0n,
    owned: new Map(),
    tape: [],
  };
}

/** An instrument; one that nobody has told of is one of cents. */
export function instrumentOf(state: MarketState, instrumentId: string): SeenInstrument {
  let instrument = state.instruments.get(instrumentId);
  if (instrument === undefined) {
    instrument = newInstrument(instrumentId);
    state.instruments.set(instrumentId, instrument);
  }
  return instrument;
}

/** Whose an account is; one that nobody has told of is its own. */
export function ownerOf(state: MarketState, accountId: string): AccountOwner {
  return state.accounts.get(accountId) ?? { owner: accountId, kind: 'CUSTOMER' };
}

export function placeOf({ position, index }: Observed): Place {
  return { position, index };
}
