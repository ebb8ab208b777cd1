import { Type } from 'typebox';
import { all, own } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  commandId,
  date,
  integer,
  oneOf,
  record,
  text,
  unsigned,
} from '../contracts/schema/fields.ts';

/**
 * What can be reported of an account. GAINS: what was realised, lot by lot, for taxes. CONFIRMATION: what SEC Rule 10b-10 wants said of
 * each order that was executed.
 */
export const REPORT_KINDS = [
  'STATEMENT',
  'PERFORMANCE',
  'GAINS',
  'ACTIVITY',
  'CONFIRMATION',
] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

const reportId = () => commandId('The report: the id of the command that asked for it');

export const RequestReport = defineCommand(
  'RequestReport',
  'Wants a report of an account made and recorded. The id of this command becomes the id of the report.',
  own(['trader'], ['ops', 'process']),
  record({
    accountId: accountId(),
    kind: oneOf(REPORT_KINDS, 'What is reported'),
    from: date('First day'),
    to: date('Last day'),
    replaces: Type.Optional(
      commandId('The report that it corrects, because of what came to light since'),
    ),
  }),
);

export const RecordReport = defineCommand(
  'RecordReport',
  'A report was made: what it was made from, and a hash of what it says.',
  all('process'),
  record({
    accountId: accountId(),
    reportId: reportId(),
    inputsPosition: unsigned('Commit position of the last fact that it may be made of'),
    sha256: Type.Unsafe<string>({
      ...text('^[0-9a-f]{64}$', 'SHA-256 of the bytes of its data, hex'),
      examples: ['0'.repeat(64)],
    }),
    bytes: integer('Length of its data', { minimum: 1, maximum: 2 ** 31 - 1 }),
  }),
);

export const REPORT_COMMANDS = [RequestReport, RecordReport] as const;

export type ReportCommand = MessageOf<(typeof REPORT_COMMANDS)[number]>;
