import type { Price } from '../kernel/fixed-point.ts';
import { BASIS } from '../kernel/rounding.ts';

/** Where the price comes from that a position is valued at, best first; the first that there is counts. */
export const MARK_SOURCES = [
  'OFFICIAL_CLOSE',
  'MARKET_LAST',
  'MARKET_MID',
  'LAST_SALE',
  'PREVIOUS',
] as const;
export type MarkSource = (typeof MARK_SOURCES)[number];

/** A price and when it was made. */
export interface TimedPrice {
  /** 1/10 000 USD. */
  readonly price: Price;
  /** ns since 1970 UTC. */
  readonly at: bigint;
}

/** What a position is valued at. */
export interface Mark extends TimedPrice {
  readonly source: MarkSource;
  /** Nothing newer is known: the price is of an earlier day, or its source says itself that it is not to be relied on. */
  readonly stale: boolean;
}

/** The market of an instrument that all feeds make together. */
export interface ConsolidatedMarket {
  /** Last eligible sale. */
  readonly last?: Price | undefined;
  readonly bid?: Price | undefined;
  readonly ask?: Price | undefined;
  /** Whether its source says that it is not to be relied on. */
  readonly stale: boolean;
  readonly crossed: boolean;
  readonly at: bigint;
}

/** Every price of an instrument that could count on a day of the market. */
export interface MarkCandidates {
  /** Official close of the day, once it is published. */
  readonly close?: TimedPrice | undefined;
  readonly market?: ConsolidatedMarket | undefined;
  /** The newest sale of the day on this platform. */
  readonly sale?: TimedPrice | undefined;
  /** What a corporate action of the day has left of the close before it: prices of before are in other terms. */
  readonly adjusted?: TimedPrice | undefined;
  /** The newest mark of the days before. */
  readonly previous?: TimedPrice | undefined;
}

/** A spread of more than this, basis points of the bid, has no middle that means anything. House rule. */
const SPREAD_MAX = 1_000n;

/**
 * What an instrument is marked at: after the close the official close; before, the last eligible sale of the whole market,
 * the middle of its best prices, the last sale here, and in the end the mark of the days before, with `stale`. What is older
 * than a corporate action of the day does not count. A price is never made up: undefined where nothing was ever known.
 */
export function markOf(candidates: MarkCandidates): Mark | undefined {
  const { close, market, sale, adjusted, previous } = candidates;
  const counts = ({ at }: { readonly at: bigint }): boolean => at > (adjusted?.at ?? -1n);
  if (close !== undefined && counts(close))
    return { ...close, source: 'OFFICIAL_CLOSE', stale: false };
  if (market !== undefined && !market.stale && counts(market)) {
    const { last, at } = market;
    if (last !== undefined) return { price: last, at, source: 'MARKET_LAST', stale: false };
    const price = middleOf(market);
    if (price !== undefined) return { price, at, source: 'MARKET_MID', stale: false };
  }
  if (sale !== undefined && counts(sale)) return { ...sale, source: 'LAST_SALE', stale: false };
  const before = adjusted ?? previous;
  return before && { ...before, source: 'PREVIOUS', stale: true };
}

/** Half a unit goes to the even one, so that marks are biased to neither side. */
function middleOf({ bid, ask, crossed }: ConsolidatedMarket): Price | undefined {
  if (bid === undefined || ask === undefined || crossed || bid <= 0n) return undefined;
  if ((ask - bid) * BASIS > bid * SPREAD_MAX) return undefined;
  const floor = (bid + ask) / 2n;
  return (bid + ask) % 2n === 1n && floor % 2n === 1n ? floor + 1n : floor;
}
