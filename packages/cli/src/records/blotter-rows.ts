import type { RecordRow } from './rows.ts';

type Cells = readonly string[];
type Data = Readonly<Record<string, unknown>>;

const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? `${value}` : '';

function timeOf(row: RecordRow): string {
  const ns = BigInt(row.at);
  const seconds = new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${`${ns % 1_000_000_000n}`.padStart(9, '0')}Z`;
}

/** Executions, a line for each side (SEC Rule 17a-3(a)(1)). The first line has the names. */
export function tradesOf(rows: readonly RecordRow[]): readonly Cells[] {
  const head = [
    'time',
    'trade',
    'account',
    'side',
    'instrument',
    'quantity',
    'price',
    'settles',
    'order',
    'with',
    'what',
  ];
  const lines = rows.flatMap((row): readonly Cells[] => {
    const data = JSON.parse(row.data) as Data;
    const { tradeId, instrumentId, quantity, price, settlementDate } = data;
    const terms = [instrumentId, quantity, price, settlementDate].map(text);
    if (row.type === 'TradeExecuted' || row.type === 'TradeBusted')
      return (['buy', 'sell'] as const).map((side) => [
        timeOf(row),
        text(tradeId),
        text(data[`${side}AccountId`]),
        side.toUpperCase(),
        ...terms,
        text(data[`${side}OrderId`]),
        text(data[`${side === 'buy' ? 'sell' : 'buy'}AccountId`]),
        row.type === 'TradeBusted' ? 'busted' : 'executed',
      ]);
    if (row.type !== 'OrderExecuted') return [];
    const [account, side, order, venue] = ['accountId', 'side', 'orderId', 'venue'].map((name) =>
      text(data[name]),
    ) as [string, string, string, string];
    return [[timeOf(row), text(tradeId), account, side, ...terms, order, venue, 'executed']];
  });
  return [head, ...lines];
}

const OF_ORDERS = new Set([
  'OrderAccepted',
  'OrderRejected',
  'OrderReplaced',
  'OrderCancelled',
  'OrderTriggered',
]);

/** What was done about orders, a line each (SEC Rule 17a-3(a)(6)). */
export function ordersOf(rows: readonly RecordRow[]): readonly Cells[] {
  const head = [
    'time',
    'what',
    'order',
    'account',
    'instrument',
    'side',
    'type',
    'time in force',
    'quantity',
    'limit',
    'by',
    'reason',
  ];
  const lines = rows.flatMap((row): readonly Cells[] => {
    if (!OF_ORDERS.has(row.type)) return [];
    const data = JSON.parse(row.data) as Data;
    const fields = [
      'orderId',
      'accountId',
      'instrumentId',
      'side',
      'type',
      'timeInForce',
      'quantity',
      'limitPrice',
    ];
    const cells = fields.map((field) => text(data[field]));
    return [[timeOf(row), row.type, ...cells, row.principal, text(data['reason'] ?? data['code'])]];
  });
  return [head, ...lines];
}
