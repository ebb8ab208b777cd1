import { TradeCondition } from '../../update/conditions.ts';

const T = TradeCondition;

/** Letters that both tapes' plans give the same meaning (CTS and UTP specifications, sale conditions). */
const BOTH: Readonly<Record<string, number>> = {
  '': 0,
  ' ': 0,
  '@': 0,
  F: T.INTERMARKET_SWEEP,
  I: T.ODD_LOT,
  C: T.SPECIAL_SETTLEMENT,
  N: T.SPECIAL_SETTLEMENT,
  R: T.SPECIAL_SETTLEMENT,
  L: T.OUT_OF_SEQUENCE,
  Z: T.OUT_OF_SEQUENCE,
  U: T.OUT_OF_SEQUENCE | T.EXTENDED_HOURS,
  T: T.EXTENDED_HOURS,
  P: T.PRIOR_REFERENCE,
  V: T.CONTINGENT,
  '7': T.CONTINGENT,
  '4': T.DERIVATIVELY_PRICED,
  H: T.AVERAGE_PRICE,
  X: T.CROSS,
  O: T.OPENING_CROSS,
  '5': T.REOPENING_CROSS,
  '6': T.CLOSING_CROSS,
  Q: T.OFFICIAL_OPEN,
  M: T.OFFICIAL_CLOSE,
  '9': T.OFFICIAL_CLOSE,
};

/** New York's and the regional exchanges' tapes. */
const CTA: Readonly<Record<string, number>> = { ...BOTH, B: T.AVERAGE_PRICE, E: 0, K: 0 };
/** NASDAQ's tape. */
const UTP: Readonly<Record<string, number>> = {
  ...BOTH,
  W: T.AVERAGE_PRICE,
  A: 0,
  B: 0,
  D: 0,
  G: T.OUT_OF_SEQUENCE,
  K: 0,
  S: 0,
  Y: 0,
  '1': 0,
};

/** Bits of a trade's letters on a tape: A and B are CTA's, C is UTP's. Only the regular ones come to REGULAR. */
export function conditionsOf(letters: readonly unknown[], tape: string): number {
  const codes = tape === 'C' ? UTP : CTA;
  let mask = 0;
  for (const letter of letters)
    mask |= typeof letter === 'string' ? (codes[letter] ?? T.UNKNOWN) : T.UNKNOWN;
  return mask === 0 ? T.REGULAR : mask;
}
