import { TradeCondition } from '../../update/conditions.ts';

/** Sale condition flags of trade reports and breaks. */
const FLAGS: readonly (readonly [bit: number, condition: number])[] = [
  [0x80, TradeCondition.INTERMARKET_SWEEP],
  [0x40, TradeCondition.EXTENDED_HOURS],
  [0x20, TradeCondition.ODD_LOT],
  [0x10, TradeCondition.TRADE_THROUGH_EXEMPT],
  [0x08, TradeCondition.CROSS],
];

const CONDITIONS = Int32Array.from({ length: 256 }, (_, flags) => {
  let mask = 0;
  for (const [bit, condition] of FLAGS) if ((flags & bit) !== 0) mask |= condition;
  return mask === 0 ? TradeCondition.REGULAR : mask;
});

/** Conditions of a byte of flags. */
export function conditionsOf(flags: number): number {
  return CONDITIONS[flags]!;
}
