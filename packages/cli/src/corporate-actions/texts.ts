import { formatDecimal } from '@bellwether/domain';
import { table } from '../output/report.ts';

/** An action as the question answers it; amounts in 1/10 000 USD as digits. */
export interface ActionRow {
  readonly actionId: string;
  readonly instrumentId: string;
  readonly kind: string;
  readonly exDate: string;
  readonly payDate: string | null;
  readonly newShares: number | null;
  readonly oldShares: number | null;
  readonly amount: string | null;
  readonly newSymbol: string | null;
  readonly version: number;
  readonly status: string;
  readonly code: string | null;
}

/** What an action did, or would do. */
export interface EffectRow {
  readonly accountId: string;
  readonly effect: string;
  readonly orderId: string | null;
  readonly quantityBefore: string;
  readonly quantity: string;
  readonly limitPrice: string | null;
  readonly stopPrice: string | null;
  readonly cash: string;
  readonly settled: boolean;
}

export interface EffectSums {
  readonly positions: number;
  readonly orders: number;
  readonly issued: string;
  readonly cashInLieu: string;
  readonly accrued: string;
}

/** Actions for people, a line each. */
export function actionsText(rows: readonly ActionRow[]): string {
  if (rows.length === 0)
    return 'no corporate actions; announce one: ./bellwether corporate-actions announce ACME --split 2:1 --ex 2026-12-01';
  return table([
    ['action', 'instrument', 'ex-date', 'what', 'version', 'status'],
    ...rows.map((row) => [
      row.actionId,
      row.instrumentId,
      row.exDate,
      whatOf(row),
      `${row.version}`,
      row.code === null ? row.status.toLowerCase() : `${row.status.toLowerCase()}: ${row.code}`,
    ]),
  ]);
}

function whatOf({ kind, newShares, oldShares, amount, payDate, newSymbol }: ActionRow): string {
  const words = kind.toLowerCase().replaceAll('_', ' ');
  if (newShares !== null) return `${words} ${newShares}:${oldShares}`;
  if (amount !== null) return `${words} ${usd(amount)}, paid ${payDate}`;
  return newSymbol === null ? words : `${words} to ${newSymbol}`;
}

/** Effects for people, a line each, and their sums. */
export function effectsText(rows: readonly EffectRow[], sums?: EffectSums): string {
  const lines = table([
    ['account', 'what', 'before', 'after', 'price', 'cash'],
    // Positions before orders, each by account.
    ...rows
      .toSorted(byAccount)
      .map((row) => [
        row.accountId,
        row.orderId === null
          ? row.effect.toLowerCase()
          : `${row.effect === 'ORDER_ENDED' ? 'ends' : 'changes'} order ${row.orderId}`,
        row.quantityBefore,
        row.quantity,
        [row.limitPrice, row.stopPrice]
          .flatMap((price) => (price === null ? [] : [usd(price)]))
          .join(' stop '),
        row.cash === '0' ? '' : `${usd(row.cash)}${row.settled ? '' : ' to be paid'}`,
      ]),
  ]);
  if (sums === undefined) return lines;
  const { positions, orders, issued, cashInLieu, accrued } = sums;
  return `${lines}\n${positions} positions, ${orders} orders; the issuer adds ${issued} shares, pays ${usd(cashInLieu)} for parts of shares and owes ${usd(accrued)}`;
}

function byAccount(a: EffectRow, b: EffectRow): number {
  const key = ({ orderId, accountId }: EffectRow): string =>
    `${orderId === null ? 0 : 1}/${accountId}/${orderId ?? ''}`;
  return key(a) < key(b) ? -1 : 1;
}

const usd = (units: string): string => formatDecimal(BigInt(units));
