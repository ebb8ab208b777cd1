import { MarketStatus, StatusReason } from '../../update/status.ts';

const byLetter = (
  codes: Readonly<Record<string, MarketStatus>>,
): ReadonlyMap<number, MarketStatus> =>
  new Map(Object.entries(codes).map(([letter, value]) => [letter.charCodeAt(0), value]));

/** System events: start and end of messages, of system hours and of regular market hours. */
export const SYSTEM_EVENTS: ReadonlyMap<number, MarketStatus> = byLetter({
  O: MarketStatus.FEED_BEGINS,
  S: MarketStatus.PRE_OPEN,
  R: MarketStatus.TRADING,
  M: MarketStatus.POST_CLOSE,
  E: MarketStatus.CLOSED,
  C: MarketStatus.FEED_ENDS,
});

/** Halted, released into or paused in an order acceptance period, trading. */
export const TRADING_STATES: ReadonlyMap<number, MarketStatus> = byLetter({
  H: MarketStatus.HALTED,
  O: MarketStatus.QUOTE_ONLY,
  P: MarketStatus.PAUSED,
  T: MarketStatus.TRADING,
});

/** Operationally halted, and not so. */
export const OPERATIONAL_STATES: ReadonlyMap<number, MarketStatus> = byLetter({
  O: MarketStatus.HALTED,
  N: MarketStatus.TRADING,
});

const REASONS: Readonly<Record<string, StatusReason>> = {
  '': StatusReason.NONE,
  NA: StatusReason.NONE,
  T1: StatusReason.NEWS_PENDING,
  T2: StatusReason.NEWS_RELEASED,
  IPO1: StatusReason.IPO,
  IPOD: StatusReason.IPO,
  IPO2: StatusReason.IPO,
  IPO3: StatusReason.IPO,
  MCB1: StatusReason.MARKET_WIDE,
  MCB2: StatusReason.MARKET_WIDE,
  MCB3: StatusReason.MARKET_WIDE,
};

/** What a reason of four letters means; those that are not listed are OTHER. */
export function reasonOf(code: string): StatusReason {
  return REASONS[code.trimEnd()] ?? StatusReason.OTHER;
}
