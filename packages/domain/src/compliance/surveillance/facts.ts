// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../../contracts/schema/definition.ts';
import {
  AssignCase,
  CloseCase,
  EscalateCase,
  NoteCase,
  RaiseSurveillanceAlert,
  ReopenCase,
  SetBeneficialOwner,
  SetSurveillanceRule,
} from './commands.ts';

export const SurveillanceAlertRaised = define(
  'SurveillanceAlertRaised',
  'A rule of surveillance has seen its pattern; its case is open.',
  RaiseSurveillanceAlert.schema,
);
export const CaseAssigned = define('CaseAssigned', 'Somebody looks into it.', AssignCase.schema);
export const CaseNoted = define('CaseNoted', 'Something was written down.', NoteCase.schema);
export const CaseEscalated = define('CaseEscalated', 'Those above have it.', EscalateCase.schema);
export const CaseClosed = define(
  'CaseClosed',
  'Two have agreed what it came to.',
  CloseCase.schema,
);
export const CaseReopened = define('CaseReopened', 'It is taken up again.', ReopenCase.schema);

export const CASE_FACTS = [
  SurveillanceAlertRaised,
  CaseAssigned,
  CaseNoted,
  CaseEscalated,
  CaseClosed,
  CaseReopened,
] as const;
export type CaseFact = MessageOf<(typeof CASE_FACTS)[number]>;

export const BeneficialOwnerSet = define(
  'BeneficialOwnerSet',
  'The account is one of this owner’s from now on.',
  SetBeneficialOwner.schema,
);
export const OWNER_FACTS = [BeneficialOwnerSet] as const;
export type OwnerFact = MessageOf<(typeof OWNER_FACTS)[number]>;

export const SurveillanceRuleSet = define(
  'SurveillanceRuleSet',
  'The rule goes by these parameters from now on.',
  SetSurveillanceRule.schema,
);
export const RULE_FACTS = [SurveillanceRuleSet] as const;
export type RuleFact = MessageOf<(typeof RULE_FACTS)[number]>;
