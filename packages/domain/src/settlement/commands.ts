import { Type } from 'typebox';
import { all } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import { date, integer, money, oneOf, record, text, unsigned } from '../contracts/schema/fields.ts';
import { NETTED_LINE, SETTLED_LINE } from './lines.ts';

/** Lines of one command at most: some 100 kB. */
export const SETTLEMENT_LINES_MAX = 400;
const PARTS_MAX = 100_000;

/** Central counterparties (clearing houses): buyer to every seller, seller to every buyer. There is one. */
const COUNTERPARTIES = ['CCP'] as const;

/** Against whom everything settles. */
export const counterparty = () => oneOf(COUNTERPARTIES, 'Central counterparty');

/** A run by day and number: `2026-12-01-1`. */
export const runId = () =>
  Type.Unsafe<string>({
    ...text('^\\d{4}-\\d{2}-\\d{2}-[1-9]\\d{0,5}$', 'Settlement run: its day and number'),
    examples: ['2026-12-01-1'],
  });

const lines = <T extends typeof NETTED_LINE | typeof SETTLED_LINE>(line: T) =>
  Type.Array(line, { minItems: 1, maxItems: SETTLEMENT_LINES_MAX, description: 'Lines of it' });

export const StartSettlement = defineCommand(
  'StartSettlement',
  'Settles what is due by a day: all trades recorded before this, and what is late.',
  all('ops', 'process'),
  record({ counterparty: counterparty(), settlementDate: date('Day') }),
);

/** Part of what a run is about, in an order that follows from it: which part it is, from 1. */
const part = {
  runId: runId(),
  part: integer('Which part, from 1', { minimum: 1, maximum: PARTS_MAX }),
  parts: integer('How many there are', { minimum: 1, maximum: PARTS_MAX }),
};

export const RecordObligations = defineCommand(
  'RecordObligations',
  'What participants are to deliver and pay in a run, netted.',
  all('process'),
  record({ ...part, obligations: lines(NETTED_LINE) }),
);

export const RecordDeliveries = defineCommand(
  'RecordDeliveries',
  'What became of deliveries in a run: shares and money that changed hands, and what is late.',
  all('process'),
  record({ ...part, deliveries: lines(SETTLED_LINE) }),
);

/** What a run came to, over all participants. */
export const SETTLEMENT_TOTALS = {
  lines: integer('Lines', { minimum: 0, maximum: 2 ** 31 - 1 }),
  late: integer('Lines with late shares', { minimum: 0, maximum: 2 ** 31 - 1 }),
  delivered: unsigned('Shares that were delivered'),
  paid: money('Money that participants paid'),
  fees: money('Fees paid'),
};

export const CompleteSettlement = defineCommand(
  'CompleteSettlement',
  'Everything of a run is recorded.',
  all('process'),
  record({ counterparty: counterparty(), runId: runId(), ...SETTLEMENT_TOTALS }),
);

export const CLEARING_COMMANDS = [StartSettlement, CompleteSettlement] as const;
export const SETTLEMENT_RUN_COMMANDS = [RecordObligations, RecordDeliveries] as const;

export type ClearingCommand = MessageOf<(typeof CLEARING_COMMANDS)[number]>;
export type SettlementRunCommand = MessageOf<(typeof SETTLEMENT_RUN_COMMANDS)[number]>;
