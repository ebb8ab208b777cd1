import { TradeCondition } from '../../update/conditions.ts';

/** What a trade may update, as bits. */
export const TradeEffect = {
  /** The latest price, and the open and close of bars and of the day. */
  LAST: 0x1,
  HIGH_LOW: 0x2,
  /** Volume and VWAP of the regular session. */
  VOLUME: 0x4,
  /** Stop orders and alerts. */
  STOP: 0x8,
  /** LAST where the day has none yet. */
  LAST_IF_FIRST: 0x10,
  /** The latest price outside the regular session. */
  EXTENDED_LAST: 0x20,
  EXTENDED_VOLUME: 0x40,
} as const;

const { LAST, HIGH_LOW, VOLUME, STOP, LAST_IF_FIRST, EXTENDED_LAST, EXTENDED_VOLUME } = TradeEffect;

/** Reports of trades that are counted elsewhere, or of none. */
const NO_TRADE =
  TradeCondition.OFFICIAL_OPEN | TradeCondition.OFFICIAL_CLOSE | TradeCondition.NOT_PRINTED;

/** At prices that say nothing about the market now. What a reader does not know is not trusted with a price either. */
const VOLUME_ONLY =
  TradeCondition.ODD_LOT |
  TradeCondition.AVERAGE_PRICE |
  TradeCondition.DERIVATIVELY_PRICED |
  TradeCondition.CONTINGENT |
  TradeCondition.PRIOR_REFERENCE |
  TradeCondition.SPECIAL_SETTLEMENT |
  TradeCondition.UNKNOWN;

/** The auctions that open and close the session bear times just outside it. */
const SESSION_CROSS = TradeCondition.OPENING_CROSS | TradeCondition.CLOSING_CROSS;

/**
 * What a trade with these sale conditions may update: of several conditions the strictest decides. After the consolidated
 * tapes' tables of sale conditions (CTS and UTP participant specifications).
 *
 * | trade                                                          | last     | high, low | volume   | stops |
 * | -------------------------------------------------------------- | -------- | --------- | -------- | ----- |
 * | regular, sweep, cross of any kind, hidden                       | yes      | yes       | yes      | yes   |
 * | odd lot, average price, derivatively priced, contingent, prior  | no       | no        | yes      | no    |
 * | reference, special settlement, unknown                          |          |           |          |       |
 * | extended hours                                                  | extended | no        | extended | no    |
 * | out of sequence                                                 | if first | yes       | yes      | no    |
 * | official open and close, counted elsewhere                      | no       | no        | no       | no    |
 *
 * @param isExtended whether its time lies outside the regular session: feeds that have no condition for that say it so.
 * @returns bits of TradeEffect; 0 where the report is no trade of its own.
 */
export function tradeEffect(conditions: number, isExtended: boolean): number {
  if ((conditions & NO_TRADE) !== 0) return 0;
  const isExtra =
    (conditions & TradeCondition.EXTENDED_HOURS) !== 0 ||
    (isExtended && (conditions & SESSION_CROSS) === 0);
  const isPriceless = (conditions & VOLUME_ONLY) !== 0;
  const isLate = (conditions & TradeCondition.OUT_OF_SEQUENCE) !== 0;
  if (isExtra) return isPriceless || isLate ? EXTENDED_VOLUME : EXTENDED_VOLUME | EXTENDED_LAST;
  if (isPriceless) return VOLUME;
  return isLate ? LAST_IF_FIRST | HIGH_LOW | VOLUME : LAST | HIGH_LOW | VOLUME | STOP;
}
