import type { DataOf } from '../contracts/schema/definition.ts';
import type { CompleteSettlement } from './commands.ts';
import type { SettledLine } from './lines.ts';

/** What lines came to: counts, shares, and money in 1/10 000 USD. */
export type SettlementTotals = Omit<DataOf<typeof CompleteSettlement>, 'counterparty' | 'runId'>;

export const NO_TOTALS: SettlementTotals = { lines: 0, late: 0, delivered: 0n, paid: 0n, fees: 0n };

export function totalsOf(lines: readonly SettledLine[]): SettlementTotals {
  return lines.reduce((totals, line) => addTotals(totals, ofLine(line)), NO_TOTALS);
}

function ofLine({ quantity, amount, marked, fees, left }: SettledLine): SettlementTotals {
  const received = amount + marked;
  return {
    lines: 1,
    late: left === 0n ? 0 : 1,
    delivered: quantity < 0n ? -quantity : 0n,
    paid: received < 0n ? -received : 0n,
    fees,
  };
}

export function addTotals(a: SettlementTotals, b: SettlementTotals): SettlementTotals {
  return {
    lines: a.lines + b.lines,
    late: a.late + b.late,
    delivered: a.delivered + b.delivered,
    paid: a.paid + b.paid,
    fees: a.fees + b.fees,
  };
}

export function sameTotals(a: SettlementTotals, b: SettlementTotals): boolean {
  return (
    a.lines === b.lines &&
    a.late === b.late &&
    a.delivered === b.delivered &&
    a.paid === b.paid &&
    a.fees === b.fees
  );
}
