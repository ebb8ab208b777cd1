import { formatDecimal } from '../kernel/fixed-point.ts';
import { roundDiv } from '../kernel/rounding.ts';
import { formatDate } from '../time/civil-date.ts';
import { HOUR, MINUTE, newYorkTime, SECOND } from '../time/new-york.ts';
import { numbers, words, type Column, type ReportTable } from './document.ts';
import type { ConfirmedExecution } from './ledger.ts';
import { money, sum, type Body, type Made } from './made.ts';
import { sumOf } from './sections.ts';

/** What the rule wants said where it is not in a column (SEC Rule 10b-10(a)). */
const NOTES = [
  'Capacity: AGENT. The house acts for the account and takes the commission that is shown; there is no mark-up or mark-down.',
  'Executions without a venue were made in the house’s own book, against another account; with one, at that market centre.',
  'Venue fees below zero are rebates: payment for order flow in the sense of Rule 10b-10(d)(8).',
  'Times are of New York. The price of an order is the average of its executions, which are listed.',
  'Not applicable, because no debt is traded: yield, call and redemption data. No odd-lot differential is charged.',
  'Net is what the account receives on the settlement date; below zero it pays.',
];

const FEES = [
  ['commission', 'Commission'],
  ['section31', 'Section 31'],
  ['taf', 'TAF'],
  ['venue', 'Venue'],
  ['orf', 'ORF'],
] as const;

/** Each order that was executed in a span, with everything that a confirmation has to say of it. */
export function confirmation({ ledger }: Made): Body {
  const executions = ledger.confirmed ?? [];
  const orders = ordersOf(executions);
  const isBuy = ({ side }: ConfirmedExecution): boolean => side === 'BUY';
  const principal = (one: ConfirmedExecution): bigint => one.principal;
  return {
    notes: NOTES,
    sums: [
      sum('executions', 'Executions', `${executions.length}`),
      money('bought', 'Bought', sumOf(executions.filter(isBuy), principal)),
      money(
        'sold',
        'Sold',
        sumOf(
          executions.filter((one) => !isBuy(one)),
          principal,
        ),
      ),
      money('fees', 'Fees', sumOf(executions, feesOf)),
      money('net', 'Net', sumOf(executions, netOf)),
    ],
    tables: [ordersTable(orders), feesTable(orders), executionsTable(executions)],
    charts: [],
  };
}

/** Executions that are confirmed together. */
type Order = readonly ConfirmedExecution[];

/** Executions of one order on one day settle together; on two days they may not. */
function ordersOf(executions: readonly ConfirmedExecution[]): readonly Order[] {
  const key = ({ orderId, tradeDate, settlementDate }: ConfirmedExecution): string =>
    `${orderId}/${tradeDate}/${settlementDate}`;
  return [...Map.groupBy(executions, key).values()];
}

function ordersTable(orders: readonly Order[]): ReportTable {
  return {
    name: 'orders',
    title: 'Confirmed orders',
    columns: [
      words('order', 'Order'),
      words('tradeDate', 'Trade date'),
      words('settlementDate', 'Settlement'),
      words('side', 'Side'),
      words('instrument', 'Instrument'),
      numbers('quantity', 'Quantity'),
      numbers('price', 'Average price'),
      numbers('principal', 'Principal'),
      numbers('fees', 'Fees'),
      numbers('net', 'Net'),
      words('capacity', 'Capacity'),
    ],
    rows: orders.map(orderRow),
  };
}

function orderRow(own: Order): readonly string[] {
  const { orderId, tradeDate, settlementDate, side, instrumentId } = own[0] as ConfirmedExecution;
  const quantity = sumOf(own, (one) => one.quantity);
  const notional = sumOf(own, (one) => one.price * one.quantity);
  return [
    orderId,
    formatDate(tradeDate),
    formatDate(settlementDate),
    side,
    instrumentId,
    `${quantity}`,
    formatDecimal(roundDiv(notional, quantity)),
    formatDecimal(sumOf(own, (one) => one.principal)),
    formatDecimal(sumOf(own, feesOf)),
    formatDecimal(sumOf(own, netOf)),
    'AGENT',
  ];
}

/** What each order was charged, by kind. */
function feesTable(orders: readonly Order[]): ReportTable {
  return {
    name: 'fees',
    title: 'Fees by kind',
    columns: [
      words('order', 'Order'),
      words('tradeDate', 'Trade date'),
      ...FEES.map(([name, title]): Column => numbers(name, title)),
    ],
    rows: orders.map((own) => [
      own[0]?.orderId ?? '',
      own[0] === undefined ? '' : formatDate(own[0].tradeDate),
      ...FEES.map(([kind]) => formatDecimal(sumOf(own, ({ fees }) => fees[kind]))),
    ]),
  };
}

function executionsTable(executions: readonly ConfirmedExecution[]): ReportTable {
  return {
    name: 'executions',
    title: 'Executions',
    columns: [
      words('execution', 'Execution'),
      words('order', 'Order'),
      words('time', 'Time'),
      words('side', 'Side'),
      words('instrument', 'Instrument'),
      numbers('quantity', 'Quantity'),
      numbers('price', 'Price'),
      words('venue', 'Venue'),
    ],
    rows: executions.map((one) => [
      one.executionId,
      one.orderId,
      timeOf(one.executedAt),
      one.side,
      one.instrumentId,
      `${one.quantity}`,
      formatDecimal(one.price),
      one.venue ?? '',
    ]),
  };
}

function feesOf({ fees }: ConfirmedExecution): bigint {
  return fees.commission + fees.section31 + fees.taf + fees.venue + fees.orf;
}

function netOf(one: ConfirmedExecution): bigint {
  return (one.side === 'BUY' ? -one.principal : one.principal) - feesOf(one);
}

/** Time of day in New York, to the microsecond: `10:31:07.250113`. */
function timeOf(instant: bigint): string {
  const { time } = newYorkTime(instant);
  const two = (value: bigint): string => `${value}`.padStart(2, '0');
  const micros = `${(time % SECOND) / 1_000n}`.padStart(6, '0');
  return `${two(time / HOUR)}:${two((time / MINUTE) % 60n)}:${two((time / SECOND) % 60n)}.${micros}`;
}
