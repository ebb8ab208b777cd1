// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import { ExplainBreak, RecordReconciliation, ResolveBreak } from './commands.ts';

export const StatementReconciled = define(
  'StatementReconciled',
  'Our ledger was held against a statement.',
  RecordReconciliation.schema,
);

export const BreakExplained = define(
  'BreakExplained',
  'Somebody knows why we differ.',
  ExplainBreak.schema,
);

export const BreakResolved = define('BreakResolved', 'A break is over.', ResolveBreak.schema);

export const RECONCILIATION_FACTS = [StatementReconciled, BreakExplained, BreakResolved] as const;

export type ReconciliationFact = MessageOf<(typeof RECONCILIATION_FACTS)[number]>;
