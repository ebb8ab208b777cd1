import { TOLERANCE_DEFAULT, type RebalancingTerms } from '@bellwether/domain';

/** Targets as rows have them: nothing is absent, and integers of 64 bits are digits. */
export interface StoredTerms extends Pick<RebalancingTerms, 'cashBuffer' | 'driftBand' | 'others'> {
  /** 1/10 000 USD. */
  readonly minimumTrade: string;
  readonly roundTo: number;
  readonly tolerance: number;
  /** Each has a weight or a quantity. */
  readonly targets: readonly {
    readonly instrumentId: string;
    readonly weight: number | null;
    readonly quantity: string | null;
  }[];
}

export function storedTerms(terms: RebalancingTerms): StoredTerms {
  const { targets, others, driftBand, cashBuffer, minimumTrade } = terms;
  return {
    targets: targets.map(({ instrumentId, weight = null, quantity }) => ({
      instrumentId,
      weight,
      quantity: quantity === undefined ? null : `${quantity}`,
    })),
    others,
    driftBand,
    cashBuffer,
    minimumTrade: `${minimumTrade}`,
    roundTo: terms.roundTo ?? 1,
    tolerance: terms.tolerance ?? TOLERANCE_DEFAULT,
  };
}

/** Targets as the rules have them. */
export function termsFrom({ targets, minimumTrade, ...terms }: StoredTerms): RebalancingTerms {
  return {
    ...terms,
    minimumTrade: BigInt(minimumTrade),
    targets: targets.map(({ instrumentId, weight, quantity }) => ({
      instrumentId,
      ...(weight === null ? {} : { weight }),
      ...(quantity === null ? {} : { quantity: BigInt(quantity) }),
    })) as RebalancingTerms['targets'],
  };
}

/** Targets as questions answer them: integers are integers again. */
export function toldTerms({ targets, minimumTrade, ...terms }: StoredTerms): object {
  return {
    ...terms,
    minimumTrade: BigInt(minimumTrade),
    targets: targets.map(({ quantity, ...target }) => ({
      ...target,
      quantity: quantity === null ? null : BigInt(quantity),
    })),
  };
}
