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
  readonly otherInstrumentId: string | null;
  readonly mergerCash: string | null;
  readonly version: number;
  readonly status: string;
  readonly code: string | null;
}

/** What an action in force makes of the price of a share; amounts in 1/10 000 USD as digits. */
export interface AdjustmentRow {
  readonly actionId: string;
  readonly symbol: string;
  readonly fall: string;
  readonly newShares: number;
  readonly oldShares: number;
}

/** Adjustments for people, a line each. */
export function adjustmentsText(rows: readonly AdjustmentRow[]): string {
  if (rows.length === 0) return 'no action of that day changes a price';
  return table([
    ['symbol', 'falls by', 'then new:old', 'action'],
    ...rows.map(({ symbol, fall, newShares, oldShares, actionId }) => [
      symbol,
      formatDecimal(BigInt(fall)),
      `${newShares}:${oldShares}`,
      actionId,
    ]),
  ]);
}

/** What an action did, or would do. */
export interface EffectRow {
  readonly accountId: string;
  readonly instrumentId: string;
  readonly effect: string;
  readonly orderId: string | null;
  readonly quantityBefore: string;
  readonly quantity: string;
  readonly limitPrice: string | null;
  readonly stopPrice: string | null;
  readonly otherInstrumentId: string | null;
  readonly received: string;
  readonly cashInLieu: string;
  readonly cash: string;
  readonly settled: boolean;
}

export interface EffectSums {
  readonly positions: number;
  readonly orders: number;
  readonly issued: string;
  readonly cashInLieu: string;
  readonly accrued: string;
  readonly paid: string;
  readonly otherIssued: string;
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

function whatOf(row: ActionRow): string {
  const { kind, newShares, oldShares, amount, payDate, newSymbol, mergerCash } = row;
  const words = kind.toLowerCase().replaceAll('_', ' ');
  const cash = mergerCash === null ? '' : ` ${usd(mergerCash)}`;
  if (row.otherInstrumentId !== null) {
    const and = cash === '' ? '' : ` and${cash}`;
    return `${words} ${newShares}:${oldShares} ${row.otherInstrumentId}${and}`;
  }
  if (mergerCash !== null) return `${words}${cash}`;
  if (newShares !== null) return `${words} ${newShares}:${oldShares}`;
  if (amount !== null) return `${words} ${usd(amount)}, paid ${payDate}`;
  return newSymbol === null ? words : `${words} to ${newSymbol}`;
}

/** Effects for people, a line each, and their sums. */
export function effectsText(rows: readonly EffectRow[], sums?: EffectSums): string {
  const isOfSeveral = new Set(rows.map(({ instrumentId }) => instrumentId)).size > 1;
  const lines = table([
    ['account', 'what', 'before', 'after', 'price', 'cash'],
    // Positions before orders, each by account.
    ...rows.toSorted(byAccount).flatMap((row) => linesOf(row, isOfSeveral)),
  ]);
  if (sums === undefined) return lines;
  const { positions, orders, issued, cashInLieu, accrued, paid, otherIssued } = sums;
  const isExchange = rows.some(({ effect }) => effect === 'EXCHANGE');
  const exchange = isExchange
    ? `; ${otherIssued} shares of another instrument and ${usd(paid)} come for them`
    : '';
  return `${lines}\n${positions} positions, ${orders} orders; the issuer adds ${issued} shares, pays ${usd(cashInLieu)} for parts of shares and owes ${usd(accrued)}${exchange}`;
}

/** One line; where shares of another instrument come there is a second one of those. */
function linesOf(row: EffectRow, isOfSeveral: boolean): readonly (readonly string[])[] {
  const where = isOfSeveral ? ` in ${row.instrumentId}` : '';
  const what =
    row.orderId === null
      ? `${row.effect.toLowerCase()}${where}`
      : `${row.effect === 'ORDER_ENDED' ? 'ends' : 'changes'} order ${row.orderId}`;
  const prices = [row.limitPrice, row.stopPrice].flatMap((price) =>
    price === null ? [] : [usd(price)],
  );
  const paid = (cash: string): string =>
    cash === '0' ? '' : `${usd(cash)}${row.settled ? '' : ' to be paid'}`;
  const line = [row.accountId, what, row.quantityBefore, row.quantity, prices.join(' stop ')];
  const own = [...line, paid(row.cash)];
  if (row.otherInstrumentId === null) return [own];
  const gets = `gets ${row.otherInstrumentId}`;
  return [own, [row.accountId, gets, '', row.received, '', paid(row.cashInLieu)]];
}

function byAccount(a: EffectRow, b: EffectRow): number {
  const key = ({ orderId, accountId }: EffectRow): string =>
    `${orderId === null ? 0 : 1}/${accountId}/${orderId ?? ''}`;
  return key(a) < key(b) ? -1 : 1;
}

const usd = (units: string): string => formatDecimal(BigInt(units));
