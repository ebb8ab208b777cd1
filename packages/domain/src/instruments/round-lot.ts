import type { Price, Quantity } from '../kernel/fixed-point.ts';
import { effectiveDated, type EffectiveDated } from '../time/effective-dated.ts';
import type { CivilDate } from '../time/civil-date.ts';

/** Round lots up to a price each, ascending; the last one has no end. 1/10 000 USD, shares. */
export type RoundLotLadder = readonly { readonly upTo?: Price; readonly lot: Quantity }[];

/** Round lots of NMS stocks, assigned twice a year from the average close. */
export const ROUND_LOTS: EffectiveDated<RoundLotLadder> = effectiveDated('instrument.roundLot', {
  title: 'Round lots of NMS stocks by their average close, 1/10 000 USD',
  entries: [
    {
      from: '1990-01-01',
      value: [{ lot: 100n }],
      evidence: 'K',
      source: 'Practice of the exchanges',
    },
    {
      from: '2025-11-03',
      value: [
        { upTo: 2_500_000n, lot: 100n },
        { upTo: 10_000_000n, lot: 40n },
        { upTo: 100_000_000n, lot: 10n },
        { lot: 1n },
      ],
      evidence: 'S',
      source: 'Regulation NMS Rule 600(b)(93): date and existence were read, the ladder not (K)',
    },
  ],
});

/** The round lot that a stock is assigned. @param averageClose of the evaluation month. */
export function roundLotFor(averageClose: Price, date: CivilDate): Quantity {
  const ladder = ROUND_LOTS.on(date).value;
  return ladder.find(({ upTo }) => upTo === undefined || averageClose <= upTo)?.lot ?? 1n;
}
