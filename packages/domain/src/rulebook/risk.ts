import { effectiveDated, type EffectiveDated } from '../time/effective-dated.ts';

/** One rung of the collar ladder. */
export interface CollarRung {
  /** Reference prices up to this one, 1/10 000 USD; absent: all above. */
  readonly upTo?: bigint;
  readonly basisPoints: bigint;
}

/** How far through the market a limit may be: the greater of the rung's share and the floor. */
export interface CollarLadder {
  readonly rungs: readonly CollarRung[];
  readonly floor: bigint;
}

export const PRICE_COLLAR_LADDER: EffectiveDated<CollarLadder> = effectiveDated(
  'risk.price-collar',
  {
    title: 'Limit price protection, basis points of the reference and a floor in 1/10 000 USD',
    entries: [
      {
        from: '1990-01-01',
        value: {
          rungs: [
            { upTo: 250_000n, basisPoints: 1_000n },
            { upTo: 500_000n, basisPoints: 500n },
            { basisPoints: 300n },
          ],
          floor: 1_500n,
        },
        evidence: 'K',
        source: 'NYSE Rule 7.31 family',
      },
    ],
  },
);
