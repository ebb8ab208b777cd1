import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import type { Lot } from '../portfolio/lots.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { PlanLotMethod, RebalancingTerms } from './terms.ts';

/** An instrument that an account holds, or should. */
export interface PlannedHolding {
  readonly instrumentId: string;
  /** A stock or a fund: anything else is counted, and never traded by a plan. */
  readonly isShare: boolean;
  /** Trade-date quantity. */
  readonly quantity: Quantity;
  /** What open orders still want to buy, and to sell; at least zero. */
  readonly openBuys: Quantity;
  readonly openSells: Quantity;
  /** Undefined where no price was ever known. 1/10 000 USD. */
  readonly mark: Price | undefined;
  /** The mark is of an earlier day, or its source says that it is not to be relied on. */
  readonly stale: boolean;
  /** What the position adds to the account's worth at the mark, 1/10 000 USD. */
  readonly marketValue: Money;
  /** Increment of prices at the mark, 1/10 000 USD. */
  readonly tick: Price;
  /** The oldest first; may be empty, where nothing is known of them. */
  readonly lots: readonly Lot[];
}

/** All that a plan is made of. */
export interface PlanInput {
  readonly terms: RebalancingTerms;
  /** Every position, and every instrument that is a target. In any order. */
  readonly holdings: readonly PlannedHolding[];
  /** All cash, and what of it is not held back, 1/10 000 USD. */
  readonly cash: Money;
  readonly freeCash: Money;
  readonly today: CivilDate;
  readonly lotMethod: PlanLotMethod;
}

/** Why no plan can be made, by code. */
export const PLAN_REFUSALS = {
  NO_TARGETS: 'The account follows no model, and has no targets of its own.',
  UNKNOWN_MODEL: 'The account follows a model that was never set.',
  UNKNOWN_TARGET: 'A target is no instrument that is listed.',
  NOT_A_SHARE: 'A target is an option or a future: plans trade stocks and funds.',
  NO_MARK: 'No price was ever known of something that the account holds, or should.',
  STALE_MARK: 'The newest price of something that the account holds, or should, is not of today.',
  SHORT_POSITION: 'The account has sold shares short: plans are for long positions.',
  NO_EQUITY: 'The account is worth nothing at the marks.',
} as const;

export type PlanRefusalCode = keyof typeof PLAN_REFUSALS;

/** No plan: why, and which instruments are the reason. */
export interface PlanRefusal {
  readonly code: PlanRefusalCode;
  readonly instruments: readonly string[];
}

/** The first reason why these holdings cannot be planned with; a price is never made up. */
export function refusePlan({ terms, holdings }: PlanInput, equity: Money): PlanRefusal | undefined {
  const targets = new Set<string>(terms.targets.map(({ instrumentId }) => instrumentId));
  const known = new Set(holdings.map(({ instrumentId }) => instrumentId));
  const counted = holdings.filter(
    ({ instrumentId, quantity }) => quantity !== 0n || targets.has(instrumentId),
  );
  const naming = (code: PlanRefusalCode, is: (holding: PlannedHolding) => boolean) => {
    const instruments = counted.filter(is).map(({ instrumentId }) => instrumentId);
    return instruments.length === 0 ? undefined : { code, instruments: instruments.toSorted() };
  };
  const unknown = [...targets].filter((target) => !known.has(target));
  if (unknown.length > 0) return { code: 'UNKNOWN_TARGET', instruments: unknown.toSorted() };
  return (
    naming('NOT_A_SHARE', (one) => targets.has(one.instrumentId) && !one.isShare) ??
    naming('NO_MARK', (one) => one.mark === undefined || one.mark <= 0n) ??
    naming('STALE_MARK', (one) => one.stale) ??
    naming('SHORT_POSITION', (one) => one.isShare && one.quantity < 0n) ??
    (equity <= 0n ? { code: 'NO_EQUITY', instruments: [] } : undefined)
  );
}
