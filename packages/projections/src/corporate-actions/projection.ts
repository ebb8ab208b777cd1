import { formatDate, type ActionTerms } from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import type { DataOf, FactContext } from '../runtime/recorded-fact.ts';
import { corporateActions, type CorporateActionRow } from './table.ts';

/** A fact that changes an action which is known. */
function changes<Data extends { readonly actionId: string }>(
  change: (row: CorporateActionRow, data: Data) => Partial<CorporateActionRow>,
): Reaction<CorporateActionRow, Data> {
  return {
    keys: ({ actionId }) => [actionId],
    evolve: (row, data, { position }) => row && { ...row, ...change(row, data), position },
  };
}

/** Corporate actions by id. */
export const corporateActionsProjection: Projection = defineProjection<CorporateActionRow>({
  name: 'corporate_actions',
  version: 2,
  tables: { postgres: corporateActions },
  key: 'actionId',
  on: {
    CorporateActionAnnounced: {
      creates: true,
      keys: ({ actionId }) => [actionId],
      evolve: (_, data, context) => announced(data, context),
    },
    CorporateActionAmended: changes((_, data) => ({ ...termsOf(data), version: data.version })),
    CorporateActionCancelled: changes((_, { reason }) => ({ status: 'CANCELLED', code: reason })),
    CorporateActionDue: changes((_, { attempt }) => ({ status: 'DUE', attempts: attempt })),
    CorporateActionDeferred: changes((_, { code }) => ({ status: 'ANNOUNCED', code })),
    CorporateActionEffective: changes(() => ({ status: 'EFFECTIVE', code: null })),
    CorporateActionPayable: changes(() => ({ status: 'PAID' })),
    CorporateActionApplied: changes(
      (row, { positions, orders, issued, cashInLieu, accrued, previousClose, ...more }) => ({
        positions,
        orders,
        issued,
        cashInLieu,
        accrued,
        previousClose,
        paid: row.paid + (more.paid ?? 0n),
        otherIssued: more.otherIssued ?? 0n,
      }),
    ),
    DividendsPaid: changes((row, { amount }) => ({ paid: row.paid + amount })),
  },
});

function announced(
  data: DataOf<'CorporateActionAnnounced'>,
  { at, position }: FactContext,
): CorporateActionRow {
  const { actionId, instrumentId, version } = data;
  return {
    actionId,
    instrumentId,
    ...termsOf(data),
    version,
    status: 'ANNOUNCED',
    attempts: 0,
    code: null,
    positions: 0,
    orders: 0,
    issued: 0n,
    cashInLieu: 0n,
    accrued: 0n,
    paid: 0n,
    otherIssued: 0n,
    previousClose: 0n,
    announcedAt: at,
    position,
  };
}

function termsOf(terms: ActionTerms) {
  const { recordDate, payDate, special = false } = terms;
  return {
    kind: terms.kind,
    exDate: formatDate(terms.exDate),
    recordDate: recordDate === undefined ? null : formatDate(recordDate),
    payDate: payDate === undefined ? null : formatDate(payDate),
    newShares: terms.newShares ?? null,
    oldShares: terms.oldShares ?? null,
    fractions: terms.fractions ?? null,
    cashInLieuPrice: terms.cashInLieuPrice ?? null,
    amount: terms.amount ?? null,
    returnOfCapital: terms.returnOfCapital ?? null,
    special,
    amountBasis: terms.amountBasis ?? null,
    newSymbol: terms.newSymbol ?? null,
    otherInstrumentId: terms.otherInstrumentId ?? null,
    mergerCash: terms.mergerCash ?? null,
    costBasisPoints: terms.costBasisPoints ?? null,
    childValue: terms.childValue ?? null,
  };
}
