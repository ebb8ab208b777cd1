import type { Money } from '../kernel/fixed-point.ts';
import type { MarginRules } from '../margin/rules.ts';
import type { CivilDate } from '../time/civil-date.ts';

/**
 * Value and requirement of one share or contract at a mark. All accounts share it, so that valuing a position is two
 * multiplications. Requirements are in 1/10 000 of 1/10 000 USD: exact, to be rounded once for the whole
 * account. Those of a short unit are below zero, as its quantity is.
 */
export interface UnitMargin {
  readonly version: number;
  readonly rules: MarginRules;
  readonly date: CivilDate;
  /** Mark × multiplier, 1/10 000 USD. */
  readonly value: Money;
  readonly longHeld: bigint;
  readonly shortHeld: bigint;
  readonly longMaintenance: bigint;
  readonly shortMaintenance: bigint;
}
