import { MarketStatus, StatusReason } from '../../update/status.ts';

const byLetter = <T>(codes: Readonly<Record<string, T>>): ReadonlyMap<number, T> =>
  new Map(Object.entries(codes).map(([letter, value]) => [letter.charCodeAt(0), value]));

/** System events (message S): start and end of messages, of system hours and of market hours. */
export const SYSTEM_EVENTS: ReadonlyMap<number, MarketStatus> = byLetter({
  O: MarketStatus.FEED_BEGINS,
  S: MarketStatus.PRE_OPEN,
  Q: MarketStatus.TRADING,
  M: MarketStatus.POST_CLOSE,
  E: MarketStatus.CLOSED,
  C: MarketStatus.FEED_ENDS,
});

/** Trading states (message H). */
export const TRADING_STATES: ReadonlyMap<number, MarketStatus> = byLetter({
  H: MarketStatus.HALTED,
  P: MarketStatus.PAUSED,
  Q: MarketStatus.QUOTE_ONLY,
  T: MarketStatus.TRADING,
});

/** Levels of the market-wide circuit breaker (message W). */
export const BREAKER_LEVELS: ReadonlyMap<number, MarketStatus> = byLetter({
  '1': MarketStatus.MWCB_LEVEL_1,
  '2': MarketStatus.MWCB_LEVEL_2,
  '3': MarketStatus.MWCB_LEVEL_3,
});

/** Trading action reason codes of NASDAQ, without trailing blanks. */
const REASONS: Readonly<Record<string, StatusReason>> = {
  '': StatusReason.NONE,
  T1: StatusReason.NEWS_PENDING,
  T2: StatusReason.NEWS_RELEASED,
  T3: StatusReason.NEWS_RELEASED,
  T5: StatusReason.LULD_PAUSE,
  T6: StatusReason.REGULATORY,
  T7: StatusReason.LULD_PAUSE,
  T12: StatusReason.REGULATORY,
  H4: StatusReason.REGULATORY,
  H9: StatusReason.REGULATORY,
  H10: StatusReason.REGULATORY,
  H11: StatusReason.REGULATORY,
  O1: StatusReason.OPERATIONAL,
  LUDP: StatusReason.LULD_PAUSE,
  LUDS: StatusReason.LULD_PAUSE,
  M: StatusReason.LULD_PAUSE,
  MWC0: StatusReason.MARKET_WIDE,
  MWC1: StatusReason.MARKET_WIDE,
  MWC2: StatusReason.MARKET_WIDE,
  MWC3: StatusReason.MARKET_WIDE,
  MWCQ: StatusReason.MARKET_WIDE,
  IPO1: StatusReason.IPO,
  IPOQ: StatusReason.IPO,
  IPOE: StatusReason.IPO,
  D: StatusReason.CORPORATE_ACTION,
};

/** What a reason code of four letters means; codes that are not listed are OTHER. */
export function reasonOf(code: string): StatusReason {
  return REASONS[code.trimEnd()] ?? StatusReason.OTHER;
}
