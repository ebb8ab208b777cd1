import { formatDecimal } from '@bellwether/domain';
import { table } from '../../output/report.ts';

/** What a custodian was told to deliver, and its answer; shares and money in 1/10 000 USD as digits. */
export interface InstructionRow {
  readonly instructionId: string;
  readonly settlementDate: string;
  readonly participant: string;
  readonly instrumentId: string;
  readonly quantity: string;
  /** To receive for the shares; below zero: to pay. */
  readonly amount: string;
  readonly status: string;
  readonly confirmed: string | null;
  readonly reference: string | null;
}

/** Instructions for people, a line each. */
export function instructionsText(rows: readonly InstructionRow[]): string {
  if (rows.length === 0)
    return 'no instruction: the run is not netted yet, delivers nothing, or has the simulated custodian';
  return table([
    ['instruction', 'participant', 'instrument', 'deliver', 'for, USD', 'delivered', 'reference'],
    ...rows.map((row) => [
      row.instructionId,
      row.participant,
      row.instrumentId,
      row.quantity,
      formatDecimal(BigInt(row.amount)),
      row.confirmed ?? 'not answered',
      row.reference ?? '',
    ]),
  ]);
}

/** Instructions as a table for programs: shares in whole units, money in USD. No name in it needs quotes. */
export function instructionsCsv(rows: readonly InstructionRow[]): string {
  const lines = rows.map((row) =>
    [
      row.instructionId,
      row.settlementDate,
      row.participant,
      row.instrumentId,
      row.quantity,
      formatDecimal(BigInt(row.amount)),
      'USD',
    ].join(','),
  );
  const header = 'instruction,settlementDate,account,instrument,quantity,amount,currency';
  return `${[header, ...lines].join('\n')}\n`;
}
