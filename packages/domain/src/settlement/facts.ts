// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import { date, integer, record } from '../contracts/schema/fields.ts';
import {
  CompleteSettlement,
  ConfirmDeliveries,
  RecordDeliveries,
  RecordObligations,
  runId,
  StartSettlement,
} from './commands.ts';

export const SettlementStarted = define(
  'SettlementStarted',
  'A run settles what is due by its day: trades that stand before this fact in the log, and what is late.',
  record({
    ...StartSettlement.schema.properties,
    run: integer('Which run of the day, from 1', { minimum: 1, maximum: 999_999 }),
    runId: runId(),
  }),
);

export const SettlementCompleted = define(
  'SettlementCompleted',
  'A run is over: everything of it is recorded.',
  record({ ...CompleteSettlement.schema.properties, settlementDate: date('Day') }),
);

export const ObligationsNetted = define(
  'ObligationsNetted',
  'Part of what participants are to deliver and pay in a run.',
  RecordObligations.schema,
);

export const DeliveriesConfirmed = define(
  'DeliveriesConfirmed',
  'A custodian outside has delivered, or has not.',
  ConfirmDeliveries.schema,
);

export const DeliveriesSettled = define(
  'DeliveriesSettled',
  'Part of what became of a run: shares and money that changed hands, and what is late.',
  RecordDeliveries.schema,
);

export const CLEARING_FACTS = [SettlementStarted, SettlementCompleted] as const;
export const SETTLEMENT_RUN_FACTS = [
  ObligationsNetted,
  DeliveriesConfirmed,
  DeliveriesSettled,
] as const;

export type ClearingFact = MessageOf<(typeof CLEARING_FACTS)[number]>;
export type SettlementRunFact = MessageOf<(typeof SETTLEMENT_RUN_FACTS)[number]>;
