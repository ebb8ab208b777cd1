import { formatDecimal } from '@bellwether/domain';
import { table } from '../output/report.ts';

/** A payment as the question answers it; the amount in 1/10 000 USD as digits. */
export interface TransferRow {
  readonly transferId: string;
  readonly accountId: string;
  readonly kind: string;
  readonly status: string;
  readonly amount: string;
  readonly heldUntil: string | null;
  readonly reason: string | null;
}

/** Payments for people, a line each. */
export function transfersText(rows: readonly TransferRow[]): string {
  if (rows.length === 0) return 'no payments';
  return table([
    ['payment', 'account', 'kind', 'amount, USD', 'status'],
    ...rows.map((row) => [
      row.transferId,
      row.accountId,
      row.kind.toLowerCase(),
      formatDecimal(BigInt(row.amount)),
      statusOf(row),
    ]),
  ]);
}

function statusOf({ status, heldUntil, reason }: TransferRow): string {
  const words = status.toLowerCase();
  if (reason !== null) return `${words}: ${reason}`;
  return heldUntil === null || status !== 'RECEIVED' ? words : `${words}, held until ${heldUntil}`;
}
