import { formatDate, newYorkTime } from '@bellwether/domain';
import { systemClock } from '@bellwether/platform/runtime';
import type { InstallationOptions } from '../../command-line/options.ts';
import { allRows } from '../../messages/all-rows.ts';
import { report, table } from '../../output/report.ts';

/** What has to be bought for an account; shares as digits. */
export interface CloseOutRow {
  readonly accountId: string;
  readonly instrumentId: string;
  readonly sale: string;
  readonly failingSince: string;
  readonly quantity: string;
}

/** What was bought for an account that had not delivered; shares as digits. */
export interface BuyInRow extends CloseOutRow {
  readonly orderId: string;
  readonly buyInOn: string;
  readonly status: string;
  readonly refusal: string | null;
  readonly executed: string;
}

/** Prints what has to be bought at the opening of a day. @throws CommandFailure */
export async function listCloseOuts(
  options: InstallationOptions & { readonly date?: string },
): Promise<void> {
  const day = options.date ?? formatDate(newYorkTime(systemClock()()).date);
  const rows = await allRows<CloseOutRow>('settlement.close-outs', { day, first: 500 }, options);
  report(rows, options.json === true, closeOutsText);
}

/** Prints what was bought, the latest first. @throws CommandFailure */
export async function listBuyIns(options: InstallationOptions): Promise<void> {
  const rows = await allRows<BuyInRow>('settlement.buy-ins', { first: 500 }, options);
  report(rows, options.json === true, buyInsText);
}

/** What has to be bought for people, a line each. */
export function closeOutsText(rows: readonly CloseOutRow[]): string {
  if (rows.length === 0) return 'nothing has to be bought in';
  return table([
    ['account', 'instrument', 'buy', 'late since', 'sold'],
    ...rows.map((row) => [
      row.accountId,
      row.instrumentId,
      row.quantity,
      row.failingSince,
      row.sale.toLowerCase(),
    ]),
  ]);
}

/** Buy-ins for people, a line each. */
export function buyInsText(rows: readonly BuyInRow[]): string {
  if (rows.length === 0) return 'nothing was bought in';
  return table([
    ['day', 'account', 'instrument', 'to buy', 'bought', 'late since', 'sold', 'order', 'status'],
    ...rows.map((row) => [
      row.buyInOn,
      row.accountId,
      row.instrumentId,
      row.quantity,
      row.executed,
      row.failingSince,
      row.sale.toLowerCase(),
      row.orderId,
      row.refusal === null ? row.status.toLowerCase() : `refused: ${row.refusal}`,
    ]),
  ]);
}
