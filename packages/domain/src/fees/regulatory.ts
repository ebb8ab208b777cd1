import type { AssetClass } from '../accounts/terms.ts';
import type { Money, Quantity } from '../kernel/fixed-point.ts';
import { ceilDiv, ceilToCent, min } from '../kernel/rounding.ts';
import { SECTION_31, TAF_EQUITY, TAF_OPTION } from '../rulebook/fees.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { fromMicroUsd } from './commission.ts';

/** What decides whether a sale pays a regulatory fee. */
export interface FeeSubject {
  readonly assetClass: AssetClass;
  /** Options on broad-based indexes pay no Section 31 fee. */
  readonly onBroadIndex: boolean;
}

const [SINCE_SHARES, SINCE_CONTRACTS] = [TAF_EQUITY, TAF_OPTION].map((taf) =>
  Math.max(...[SECTION_31, taf].map(({ entries: [first] }) => first?.from ?? Infinity)),
);

/** Whether the rates of a day are on record: before, sales are not charged (a choice: a guess would be worse). */
export function areFeesOnRecord({ assetClass }: FeeSubject, date: CivilDate): boolean {
  return date >= ((assetClass === 'OPTION' ? SINCE_CONTRACTS : SINCE_SHARES) ?? Infinity);
}

const CENTS_PER_MILLION = 100n * 1_000_000n;

/**
 * SEC fee on a sale, in whole cents (up, so at least one when there is any). Futures and index options are exempt.
 * @param principal price × quantity × multiplier, 1/10 000 USD.
 * @throws RuleNotInForceError before the first rate on record.
 */
export function section31Fee(subject: FeeSubject, principal: Money, date: CivilDate): Money {
  if (subject.assetClass === 'FUTURE' || subject.onBroadIndex) return 0n;
  return ceilToCent(ceilDiv(principal * SECTION_31.on(date).value, CENTS_PER_MILLION));
}

/**
 * FINRA's trading activity fee on a sale, in whole cents (up), capped per trade. Futures are exempt.
 * @param quantity shares, or contracts of an option.
 * @throws RuleNotInForceError before the first rate on record.
 */
export function tradingActivityFee(
  subject: FeeSubject,
  quantity: Quantity,
  date: CivilDate,
): Money {
  if (subject.assetClass === 'FUTURE') return 0n;
  const table = subject.assetClass === 'OPTION' ? TAF_OPTION : TAF_EQUITY;
  const { microUsd, cap } = table.on(date).value;
  const fee = ceilToCent(fromMicroUsd(microUsd * quantity));
  return cap === undefined ? fee : min(fee, cap);
}
