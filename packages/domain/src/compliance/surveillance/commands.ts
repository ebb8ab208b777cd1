import { Type, type Static } from 'typebox';
import { all, two } from '../../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../../contracts/schema/definition.ts';
import {
  accountId,
  commandId,
  instant,
  instrumentId,
  integer,
  message,
  oneOf,
  orderId,
  record,
  reference,
  signed,
  text,
  tradeId,
  unsigned,
} from '../../contracts/schema/fields.ts';

/** Orders, and trades, that one alert names at most; a pattern goes on beyond what shows it. */
export const EVIDENCE_MAX = 50;

/**
 * What an account is to surveillance. OMNIBUS: several owners behind one account, whose crosses are none of one owner;
 * MARKET_MAKER: bound to quote, and measured by other bounds; PROPRIETARY and EMPLOYEE: who could run in front of customers.
 */
export const ACCOUNT_KINDS = [
  'CUSTOMER',
  'PROPRIETARY',
  'EMPLOYEE',
  'MARKET_MAKER',
  'OMNIBUS',
] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

const NAME = '^[a-zA-Z][A-Za-z0-9-]{0,39}$';
const ruleId = (): ReturnType<typeof text<string>> => text(NAME, 'Rule, such as spoofing');
const named = (what: string) =>
  Type.Array(record({ name: text(NAME, 'Its name'), value: signed('Whole number') }), {
    maxItems: 30,
    description: what,
  });
const place = (what: string) => unsigned(`${what}: commit position of its event`);
const index = (what: string) =>
  integer(`${what}: place in its event`, { minimum: 0, maximum: 2 ** 31 - 1 });

/** What an alert says: which rule saw what of whom, where in the log, and how much of it. */
export const ALERT = {
  alertId: commandId(
    'Follows from rule, version, who, and where it began: the same in every replay',
  ),
  ruleId: ruleId(),
  ruleVersion: integer('Version of the rule', { minimum: 1, maximum: 1_000 }),
  owner: reference('Beneficial owner, or the account itself'),
  instrumentId: instrumentId(),
  accounts: Type.Array(accountId(), { maxItems: EVIDENCE_MAX, description: 'Accounts concerned' }),
  from: instant('When what was seen began'),
  to: instant('When the rule saw it'),
  firstPosition: place('Where what was seen began'),
  firstIndex: index('Where what was seen began'),
  lastPosition: place('Where the rule saw it'),
  lastIndex: index('Where the rule saw it'),
  orders: Type.Array(orderId(), { maxItems: EVIDENCE_MAX, description: 'Orders that show it' }),
  trades: Type.Array(tradeId(), { maxItems: EVIDENCE_MAX, description: 'Trades that show it' }),
  features: named('What the rule reckoned'),
  parameters: named('What the rule was set to'),
};

const ALERT_RECORD = record(ALERT);
/** Data of a raised alert. */
export type AlertData = Static<typeof ALERT_RECORD>;

export const RaiseSurveillanceAlert = defineCommand(
  'RaiseSurveillanceAlert',
  'A rule of surveillance has seen its pattern. One that was raised already is not raised again.',
  all('process'),
  ALERT_RECORD,
);

/** What a case comes to. */
export const DISPOSITIONS = ['NO_ISSUE', 'EXPLAINED', 'WARNED', 'RESTRICTED', 'REPORTED'] as const;

const caseOf = { alertId: commandId('The alert') };

export const AssignCase = defineCommand(
  'AssignCase',
  'Gives a case to somebody, who looks into it.',
  all('compliance', 'supervisor'),
  record({ ...caseOf, assignee: text('^[A-Za-z0-9_.@-]{1,64}$', 'Who looks into it') }),
);

export const NoteCase = defineCommand(
  'NoteCase',
  'Writes something down in a case.',
  all('compliance', 'supervisor'),
  record({ ...caseOf, note: message() }),
);

export const EscalateCase = defineCommand(
  'EscalateCase',
  'Passes a case on to those above.',
  all('compliance', 'supervisor'),
  record({ ...caseOf, reason: message() }),
);

export const CloseCase = defineCommand(
  'CloseCase',
  'Ends a case, with what it came to and why. Nothing of it is deleted.',
  two('compliance', 'supervisor'),
  record({ ...caseOf, disposition: oneOf(DISPOSITIONS, 'What it came to'), reason: message() }),
);

export const ReopenCase = defineCommand(
  'ReopenCase',
  'Takes up again a case that was closed.',
  all('compliance', 'supervisor'),
  record({ ...caseOf, reason: message() }),
);

export const CASE_COMMANDS = [
  RaiseSurveillanceAlert,
  AssignCase,
  NoteCase,
  EscalateCase,
  CloseCase,
  ReopenCase,
] as const;
export type CaseCommand = MessageOf<(typeof CASE_COMMANDS)[number]>;

export const SetBeneficialOwner = defineCommand(
  'SetBeneficialOwner',
  'Says to whom an account belongs in the eyes of surveillance, and what it is to us, from now on. Orders are not touched: self-trade prevention goes by the owner that the account was opened with.',
  two('compliance'),
  record({
    accountId: accountId(),
    owner: reference('Accounts of one owner are one party'),
    accountKind: oneOf(ACCOUNT_KINDS, 'What the account is to us'),
    reason: message(),
  }),
);

export const OWNER_COMMANDS = [SetBeneficialOwner] as const;
export type OwnerCommand = MessageOf<(typeof OWNER_COMMANDS)[number]>;

export const SetSurveillanceRule = defineCommand(
  'SetSurveillanceRule',
  'Sets a rule of surveillance from now on: what is absent is as the rule has it by itself. Facts before are not looked at again; `surveillance replay` does that.',
  two('compliance'),
  record({
    ruleId: ruleId(),
    parameters: named('Parameters that are not what the rule has by itself'),
    enabled: Type.Boolean({ description: 'Whether the rule raises alerts' }),
    reason: message(),
  }),
);

export const RULE_COMMANDS = [SetSurveillanceRule] as const;
export type RuleCommand = MessageOf<(typeof RULE_COMMANDS)[number]>;
