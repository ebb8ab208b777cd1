import { Type } from 'typebox';
import { all, two } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import {
  date,
  integer,
  message,
  oneOf,
  record,
  reference,
  signed,
  text,
} from '../contracts/schema/fields.ts';
import { BREAK_KINDS } from './compare.ts';

/** Breaks of one reconciliation that are kept; where there are more, the statement is not ours. */
export const BREAKS_MAX = 1_000;
const count = (of: string) => integer(of, { minimum: 0, maximum: 2 ** 31 - 1 });

const statementId = () => reference('The statement, as who made it names it');

/** A difference between us and a statement. */
export const BREAK = record({
  breakKind: oneOf(BREAK_KINDS, 'In what we differ'),
  owner: text('^[A-Za-z0-9_@+-]{1,40}$', 'Account, or `@` and a venue'),
  commodity: text('^[A-Z0-9][A-Z0-9_]{0,23}$', 'USD, or an instrument'),
  ours: signed('What we have: 1/10 000 USD, or whole units'),
  theirs: signed('What the statement has'),
});

export const RecordReconciliation = defineCommand(
  'RecordReconciliation',
  'Our ledger was held against a statement: what was compared, and what differs. Where nothing does that is recorded, too.',
  all('ops'),
  record({
    statementId: statementId(),
    asOf: date('Day at whose end both are compared'),
    sha256: Type.Unsafe<string>({
      ...text('^[0-9a-f]{64}$', 'SHA-256 of the statement as it came, hex'),
      examples: ['0'.repeat(64)],
    }),
    items: count('Owners and commodities that either side has'),
    matched: count('Of them, how many are the same'),
    breaks: Type.Array(BREAK, { maxItems: BREAKS_MAX, description: 'What differs' }),
  }),
);

const ofBreak = {
  statementId: statementId(),
  number: integer('Which break of the statement, from 1', { minimum: 1, maximum: BREAKS_MAX }),
  note: message(),
};

export const ExplainBreak = defineCommand(
  'ExplainBreak',
  'Says why we differ; the break stays until it is resolved.',
  all('ops'),
  record(ofBreak),
);

export const ResolveBreak = defineCommand(
  'ResolveBreak',
  'Ends a break: it was put right, or is written off.',
  two('ops'),
  record(ofBreak),
);

export const RECONCILIATION_COMMANDS = [RecordReconciliation, ExplainBreak, ResolveBreak] as const;

export type ReconciliationCommand = MessageOf<(typeof RECONCILIATION_COMMANDS)[number]>;
