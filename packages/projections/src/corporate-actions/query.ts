import { UUID_PATTERN } from '@bellwether/domain';
import { Type, type TObject, type TString } from 'typebox';
import { meaning, named, orNull, pageOf, record, rowOf, text } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { keyField } from '../read-model/followed-table.ts';
import { instrumentId, pageAsked, paging } from '../read-model/inputs.ts';
import { NO_ROWS, ofAccount, ofMarket, ofSomething } from '../read-model/query.ts';
import { listAdjustments } from './adjustments.ts';
import { corporateActionEffectsProjection } from './effects.ts';
import { corporateActionsProjection } from './projection.ts';
import { findCorporateAction, listCorporateActions, listEffects, listEffectsOf } from './read.ts';
import { corporateActionEffects, corporateActions } from './table.ts';

const ACTION = named(
  'CorporateAction',
  'What an issuer does to its shares; `code` says why it could not be put in force, or was taken back.',
  rowOf(corporateActions, {
    actionId: 'ID',
    exDate: 'Day',
    recordDate: 'Day',
    payDate: 'Day',
    cashInLieuPrice: 'Decimal',
    amount: 'Decimal',
    returnOfCapital: 'Decimal',
    issued: 'Quantity',
    cashInLieu: 'Decimal',
    accrued: 'Decimal',
    paid: 'Decimal',
    mergerCash: 'Decimal',
    childValue: 'Decimal',
    otherIssued: 'Quantity',
    previousClose: 'Decimal',
    announcedAt: 'Instant',
    position: 'Position',
  }),
);

/** A row of what an action did. */
export const EFFECT: TObject = named(
  'CorporateActionEffect',
  'What an action did to a position or an order, or which claim to a dividend it gave; below zero: what a short position owes.',
  rowOf(corporateActionEffects, {
    id: 'ID',
    actionId: 'ID',
    orderId: 'ID',
    quantityBefore: 'Quantity',
    quantity: 'Quantity',
    limitPrice: 'Decimal',
    stopPrice: 'Decimal',
    cash: 'Decimal',
    received: 'Quantity',
    cashInLieu: 'Decimal',
    value: 'Decimal',
    returnOfCapital: 'Decimal',
    settledPosition: 'Position',
    recordedPosition: 'Position',
    position: 'Position',
  }),
);

export const actionId: TString = Type.String({
  pattern: UUID_PATTERN,
  description: 'Corporate action',
});

const ADJUSTMENT = named(
  'PriceAdjustment',
  'What a corporate action makes of the price of a share: first it falls, then `oldShares` become `newShares`.',
  record({
    actionId: meaning('ID', text),
    instrumentId: text,
    symbol: text,
    exDate: meaning('Day', text),
    fall: meaning('Decimal'),
    newShares: Type.Integer(),
    oldShares: Type.Integer(),
  }),
);

/** Corporate actions: what issuers do, and what it did to whom. */
export const CORPORATE_ACTIONS: Capability = {
  projections: [corporateActionsProjection, corporateActionEffectsProjection],
  queries: {
    'corporateaction.list': ofMarket(
      {
        description: 'Corporate actions, of one instrument or of all, the latest ex-date first.',
        field: { name: 'corporateActions', list: 'corporateActions' },
        input: { instrumentId: Type.Optional(instrumentId), ...paging },
        output: pageOf(ACTION),
      },
      ({ db }, input) => listCorporateActions(db, input.instrumentId, pageAsked(input)),
    ),
    'corporateaction.get': ofMarket(
      {
        description: 'A corporate action.',
        field: { name: 'corporateAction', id: 'actionId' },
        input: { actionId },
        output: orNull(ACTION),
      },
      async ({ db }, input) => (await findCorporateAction(db, input.actionId)) ?? null,
    ),
    'corporateaction.adjustments': ofMarket(
      {
        description:
          'What actions of an ex-date that are in force make of prices, in the order of application.',
        field: { name: 'priceAdjustments', list: 'adjustments' },
        input: {
          exDate: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Ex-date' }),
        },
        output: pageOf(ADJUSTMENT),
      },
      async ({ db }, input) => ({ rows: await listAdjustments(db, input.exDate) }),
    ),
    'corporateaction.effects': ofSomething(
      {
        description: 'What a corporate action did to the accounts that the caller may see.',
        field: { name: 'corporateActionEffects', list: 'effects' },
        input: { actionId, ...paging },
        output: pageOf(EFFECT),
      },
      NO_ROWS,
      ({ db }, input, { viewer }) => listEffects(db, input.actionId, viewer, pageAsked(input)),
    ),
    'corporateaction.of-account': ofAccount(
      {
        description: 'What corporate actions did to an account, the latest first.',
        field: { name: 'accountCorporateActions', list: 'effects' },
        input: paging,
        output: pageOf(EFFECT),
      },
      NO_ROWS,
      ({ db }, input) => listEffectsOf(db, input.accountId, pageAsked(input)),
    ),
  },
  subscriptions: {
    'corporateaction.changes': {
      description: 'Corporate actions of an instrument, now and whenever one changes',
      of: 'instrument',
      field: 'corporateActionChanges',
      message: 'CorporateActionChanges',
      list: 'corporateActions',
      row: ACTION,
      follows: {
        projection: corporateActionsProjection.name,
        table: corporateActions,
        owners: [corporateActions.instrumentId],
        key: keyField(corporateActions, 'actionId'),
      },
    },
  },
};
