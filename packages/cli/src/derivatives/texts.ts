import { formatDecimal } from '@bellwether/domain';
import { table } from '../output/report.ts';

/** An exercise or expiration as the question answers it; money in 1/10 000 USD as digits. */
export interface ExpirationRow {
  readonly expirationId: string;
  readonly instrumentId: string;
  readonly kind: string;
  readonly status: string;
  readonly code: string | null;
  readonly day: string;
  readonly price: string;
  readonly exercised: string;
  readonly assigned: string;
  readonly cash: string;
}

/** What one did to an account. */
export interface EffectRow {
  readonly accountId: string;
  readonly instrumentId: string;
  readonly effect: string;
  readonly contracts: string;
  readonly cash: string;
  readonly side: string | null;
  readonly underlyingId: string | null;
  readonly quantity: string;
  readonly price: string;
  readonly settlementDate: string | null;
  readonly code: string | null;
}

/** What an account has asked for. */
export interface RequestRow {
  readonly instrumentId: string;
  readonly kind: string;
  readonly contracts: string | null;
}

/** What a day of a future paid. */
export interface VariationRow {
  readonly instrumentId: string;
  readonly day: string;
  readonly quantity: string;
  readonly settlementPrice: string;
  readonly amount: string;
}

const usd = (digits: string): string => formatDecimal(BigInt(digits));

/** Exercises and expirations for people, a line each. */
export function expirationsText(rows: readonly ExpirationRow[]): string {
  if (rows.length === 0) return 'nothing was exercised, and nothing has expired';
  return table([
    ['expiration', 'instrument', 'what', 'day', 'price', 'exercised', 'assigned', 'cash', 'status'],
    ...rows.map((row) => [
      row.expirationId,
      row.instrumentId,
      row.kind.toLowerCase(),
      row.day,
      row.price === '0' ? '' : usd(row.price),
      row.exercised,
      row.assigned,
      usd(row.cash),
      row.status.toLowerCase() + (row.status === 'DEFERRED' ? `: ${row.code}` : ''),
    ]),
  ]);
}

/** What became of contracts, a line for each position. */
export function effectsText(rows: readonly EffectRow[]): string {
  if (rows.length === 0) return 'no contracts were exercised, assigned or ended';
  return table([
    ['account', 'instrument', 'what', 'contracts', 'delivery', 'settles', 'cash'],
    ...rows.map((row) => [
      row.accountId,
      row.instrumentId,
      row.effect.toLowerCase() + (row.code === null ? '' : `: ${row.code}`),
      row.contracts,
      row.underlyingId === null
        ? ''
        : `${row.side === 'BUY' ? 'buys' : 'sells'} ${row.quantity} ${row.underlyingId} at ${usd(row.price)}`,
      row.settlementDate ?? '',
      row.cash === '0' ? '' : usd(row.cash),
    ]),
  ]);
}

/** What an account has asked for. */
export function requestsText(rows: readonly RequestRow[]): string {
  if (rows.length === 0) return 'nothing was asked to be exercised';
  return table([
    ['instrument', 'what', 'contracts'],
    ...rows.map(({ instrumentId, kind, contracts }) => [
      instrumentId,
      kind === 'EXERCISE' ? 'exercise at the close' : 'on the last day',
      contracts ?? 'by exception',
    ]),
  ]);
}

/** What futures paid, day by day. */
export function variationsText(rows: readonly VariationRow[]): string {
  if (rows.length === 0) return 'no future has paid anything';
  return table([
    ['day', 'future', 'contracts', 'settlement', 'paid'],
    ...rows.map((row) => [
      row.day,
      row.instrumentId,
      row.quantity,
      usd(row.settlementPrice),
      usd(row.amount),
    ]),
  ]);
}
