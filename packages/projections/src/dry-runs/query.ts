import { Type, type TProperties } from 'typebox';
import { actionId, EFFECT } from '../corporate-actions/query.ts';
import { meaning, named, orNull, record } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { ofSomething } from '../read-model/query.ts';
import { dryRun } from './corporate-action.ts';

const {
  recordedPosition: _,
  batchIndex: __,
  position: ___,
  ...FORESEEN
} = EFFECT.properties as TProperties;
const DRY_RUN = named(
  'CorporateActionDryRun',
  'What an action would do now to what the caller may see; of effects the first 500.',
  record({
    positions: Type.Integer(),
    orders: Type.Integer(),
    issued: meaning('Quantity'),
    cashInLieu: meaning('Decimal'),
    accrued: meaning('Decimal'),
    paid: meaning('Decimal'),
    otherIssued: meaning('Quantity'),
    effects: Type.Array(
      named(
        'ForeseenEffect',
        'What an action would do to a position or an order.',
        record(FORESEEN),
      ),
    ),
  }),
);

/** What would happen, told before it does. */
export const DRY_RUNS: Capability = {
  queries: {
    'corporateaction.dry-run': ofSomething(
      {
        description:
          'What a corporate action would do now, from the positions, orders and closes that are known.',
        field: { name: 'corporateActionDryRun', id: 'actionId' },
        input: { actionId },
        output: orNull(DRY_RUN),
      },
      null,
      ({ db }, input, { viewer }) => dryRun(db, input.actionId, viewer),
    ),
  },
};
