import { MarketStatus, StatusReason } from '../../update/status.ts';

/** Status codes of NASDAQ's tape. */
const UTP: Readonly<Record<string, MarketStatus>> = {
  H: MarketStatus.HALTED,
  P: MarketStatus.PAUSED,
  Q: MarketStatus.QUOTE_ONLY,
  T: MarketStatus.TRADING,
};

/** Status codes of New York's and the regional exchanges' tapes: halt, resume, price indication and the like. */
const CTA: Readonly<Record<string, MarketStatus>> = {
  '2': MarketStatus.HALTED,
  '3': MarketStatus.TRADING,
  '4': MarketStatus.QUOTE_ONLY,
  '5': MarketStatus.QUOTE_ONLY,
  '6': MarketStatus.QUOTE_ONLY,
};

const REASONS: Readonly<Record<string, StatusReason>> = {
  '': StatusReason.NONE,
  ' ': StatusReason.NONE,
  T1: StatusReason.NEWS_PENDING,
  T2: StatusReason.NEWS_RELEASED,
  T3: StatusReason.NEWS_RELEASED,
  T5: StatusReason.LULD_PAUSE,
  T6: StatusReason.REGULATORY,
  T12: StatusReason.REGULATORY,
  H4: StatusReason.REGULATORY,
  H9: StatusReason.REGULATORY,
  H10: StatusReason.REGULATORY,
  H11: StatusReason.REGULATORY,
  LUDP: StatusReason.LULD_PAUSE,
  LUDS: StatusReason.LULD_PAUSE,
  M: StatusReason.LULD_PAUSE,
  O1: StatusReason.OPERATIONAL,
  IPO1: StatusReason.IPO,
  MWC1: StatusReason.MARKET_WIDE,
  MWC2: StatusReason.MARKET_WIDE,
  MWC3: StatusReason.MARKET_WIDE,
  MWCQ: StatusReason.MARKET_WIDE,
  // CTA: news dissemination, news pending, LULD, order imbalance, market-wide circuit breaker levels.
  D: StatusReason.NEWS_RELEASED,
  P: StatusReason.NEWS_PENDING,
  '1': StatusReason.MARKET_WIDE,
  '2': StatusReason.MARKET_WIDE,
  '3': StatusReason.MARKET_WIDE,
};

const BREAKERS: Readonly<Record<string, MarketStatus>> = {
  MWC1: MarketStatus.MWCB_LEVEL_1,
  MWC2: MarketStatus.MWCB_LEVEL_2,
  MWC3: MarketStatus.MWCB_LEVEL_3,
};

/** What a reason code means; codes that are not listed are OTHER. */
export function alpacaReason(code: string): StatusReason {
  return REASONS[code] ?? StatusReason.OTHER;
}

/** What a status code of a tape means; UNKNOWN for others. */
export function alpacaStatus(code: string, reasonCode: string, tape: string): MarketStatus {
  const status = (tape === 'C' ? UTP : CTA)[code] ?? MarketStatus.UNKNOWN;
  return status === MarketStatus.HALTED ? (BREAKERS[reasonCode] ?? status) : status;
}
