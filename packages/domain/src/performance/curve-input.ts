import type { Money, Quantity } from '../kernel/fixed-point.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { MarkHistory } from './mark-history.ts';

/** What a day did to a position. Money in 1/10 000 USD. */
export interface PositionChange {
  readonly day: CivilDate;
  /** Bought less sold. */
  readonly traded: Quantity;
  /** Came from outside, without a trade. */
  readonly transferred: Quantity;
  /** Cash paid less received, with fees; of a future its fees alone. */
  readonly cost: Money;
  readonly fees: Money;
  /** Price × quantity bought less sold, without the multiplier. */
  readonly turnover: Money;
  readonly bought: Money;
  readonly sold: Money;
  /** When it was known, where that was on a later day: a trade that was taken back. */
  readonly knownOn?: CivilDate | undefined;
}

/** An instrument that an account has or had. */
export interface HeldInstrument {
  readonly instrumentId: string;
  readonly multiplier: bigint;
  readonly isFuture: boolean;
  readonly changes: readonly PositionChange[];
  readonly marks: MarkHistory;
}

/** Why cash moves that no trade and no issuer moved. */
export type FlowKind =
  | 'DEPOSIT'
  | 'WITHDRAWAL'
  | 'DEPOSIT_RETURNED'
  | 'WITHDRAWAL_RETURNED'
  | 'INTEREST';

/** Cash from outside, or interest; below zero: it went. 1/10 000 USD. */
export interface CashFlow {
  readonly day: CivilDate;
  readonly amount: Money;
  /** Absent: from outside. */
  readonly kind?: FlowKind;
}

/** A trade that was taken back: the day that it was of, and the day on which that was known. */
export interface Undone {
  readonly day: CivilDate;
  readonly knownOn: CivilDate;
}

/** All that an account's worth follows from. */
export interface CurveInput {
  readonly instruments: readonly HeldInstrument[];
  readonly flows: readonly CashFlow[];
  /** Of those that are in no change any more. */
  readonly undone?: readonly Undone[] | undefined;
  /** The last day. */
  readonly through: CivilDate;
}
