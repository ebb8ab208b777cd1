import { parseDate, type ActionTerms } from '@bellwether/domain';
import type { CorporateActionRow } from './table.ts';

/** The terms of an action as they were announced; an absent one stays absent. */
export function termsOfRow(row: CorporateActionRow): ActionTerms {
  const { exDate, newShares, oldShares, fractions, cashInLieuPrice, amount, returnOfCapital } = row;
  const { otherInstrumentId, mergerCash, costBasisPoints, childValue, amountBasis } = row;
  const some = { newShares, oldShares, fractions, cashInLieuPrice, amount, returnOfCapital };
  const more = { amountBasis, otherInstrumentId, mergerCash, costBasisPoints, childValue };
  const present = Object.entries({ ...some, ...more }).filter(([, value]) => value !== null);
  const terms = { kind: row.kind, exDate: parseDate(exDate), ...Object.fromEntries(present) };
  return terms as ActionTerms;
}
