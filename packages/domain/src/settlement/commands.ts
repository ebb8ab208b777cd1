import { Type, type Static } from 'typebox';
import { all } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import {
  date,
  integer,
  money,
  oneOf,
  quantityOrZero,
  record,
  reference,
  text,
  unsigned,
} from '../contracts/schema/fields.ts';
import { INSTRUCTION_ID_PATTERN, SETTLEMENT_LINES_MAX } from './instructions.ts';
import { NETTED_LINE, SETTLED_LINE } from './lines.ts';

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

/** There is no asking for the simulated one: where the platform delivers through a custodian outside, every run does. */
const custodian = Type.Optional(
  oneOf(['FILES'], 'Deliver by instruction files; absent: as the platform does by default'),
);

export const StartSettlement = defineCommand(
  'StartSettlement',
  'Settles what is due by a day: all trades recorded before this, and what is late.',
  all('ops', 'process'),
  record({
    counterparty: counterparty(),
    settlementDate: date('Day'),
    custodian,
  }),
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
  record({
    ...part,
    obligations: lines(NETTED_LINE),
    custodian,
  }),
);

/** What a custodian has done about an instruction. */
export const CONFIRMATION = record({
  instructionId: Type.Unsafe<string>({
    ...text(INSTRUCTION_ID_PATTERN, 'The instruction'),
    examples: ['2026-12-01-1.1.17'],
  }),
  quantity: quantityOrZero('Delivered against payment; 0: nothing was'),
  reference: Type.Optional(reference('How the custodian calls it')),
});

export const ConfirmDeliveries = defineCommand(
  'ConfirmDeliveries',
  'What a custodian outside has delivered. Each instruction is answered once; what it leaves is late.',
  all('ops'),
  record({
    runId: runId(),
    sha256: Type.Unsafe<string>({
      ...text('^[0-9a-f]{64}$', 'SHA-256 of the files as they came, one behind the other, hex'),
      examples: ['0'.repeat(64)],
    }),
    confirmations: Type.Array(CONFIRMATION, {
      minItems: 1,
      maxItems: SETTLEMENT_LINES_MAX,
      description: 'An answer for each instruction',
    }),
  }),
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
export const SETTLEMENT_RUN_COMMANDS = [
  RecordObligations,
  ConfirmDeliveries,
  RecordDeliveries,
] as const;

export type ClearingCommand = MessageOf<(typeof CLEARING_COMMANDS)[number]>;
export type SettlementRunCommand = MessageOf<(typeof SETTLEMENT_RUN_COMMANDS)[number]>;
/** An answer of a custodian outside. */
export type Confirmation = Static<typeof CONFIRMATION>;
