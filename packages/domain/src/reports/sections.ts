import { formatDecimal } from '../kernel/fixed-point.ts';
import { abs } from '../kernel/rounding.ts';
import type { CurveDay } from '../performance/equity-curve.ts';
import { formatDate, type CivilDate } from '../time/civil-date.ts';
import { numbers, words, type ReportChart, type ReportTable } from './document.ts';
import type { LedgerAction, ReportLedger } from './ledger.ts';
import type { LotBook, RealisedLot } from './realised-lots.ts';

// Parts that reports share.

/** A span of days, both within it. */
export interface Days {
  readonly from: CivilDate;
  readonly to: CivilDate;
}

export function isWithin(day: CivilDate, { from, to }: Days): boolean {
  return day >= from && day <= to;
}

/** What an account holds at the end of a day, lots added up: at first-in-first-out cost. */
export function holdingsTable(ledger: ReportLedger, { open }: LotBook, on: CivilDate): ReportTable {
  const rows = ledger.instruments.flatMap(({ instrumentId, multiplier, isFuture, marks }) => {
    const lots = open.get(instrumentId) ?? [];
    const quantity = lots.reduce((sum, lot) => sum + lot.quantity, 0n);
    if (quantity === 0n) return [];
    const cost = lots.reduce((sum, lot) => sum + lot.cost, 0n);
    const mark = marks.on(on);
    const exposure = mark === undefined ? cost : mark.price * quantity * multiplier;
    return [
      [
        instrumentId,
        `${quantity}`,
        formatDecimal(cost),
        mark === undefined ? '' : formatDecimal(mark.price),
        mark === undefined ? '' : formatDate(mark.day),
        mark?.kind ?? '',
        // What futures gain stands in a sum of its own: nobody has paid for them.
        formatDecimal(isFuture ? 0n : exposure),
        formatDecimal(exposure - cost),
      ],
    ];
  });
  return {
    name: 'holdings',
    title: 'Holdings',
    columns: [
      words('instrument', 'Instrument'),
      numbers('quantity', 'Quantity'),
      numbers('cost', 'Cost'),
      numbers('price', 'Price'),
      words('pricedOn', 'Of'),
      words('priceKind', 'Kind'),
      numbers('value', 'Value'),
      numbers('unrealised', 'Unrealised'),
    ],
    rows,
  };
}

/** Lots that were closed in a span, one a line. */
export function gainsTable(lots: readonly RealisedLot[]): ReportTable {
  return {
    name: 'gains',
    title: 'Realised gains and losses',
    columns: [
      words('instrument', 'Instrument'),
      numbers('quantity', 'Quantity'),
      words('openedOn', 'Opened'),
      words('closedOn', 'Closed'),
      words('term', 'Term'),
      numbers('proceeds', 'Proceeds'),
      numbers('cost', 'Cost'),
      numbers('gain', 'Gain'),
      numbers('washedQuantity', 'Washed'),
      numbers('washedLoss', 'Of the loss'),
    ],
    rows: lots.map((lot) => [
      lot.instrumentId,
      `${lot.quantity}`,
      formatDate(lot.openedOn),
      formatDate(lot.closedOn),
      lot.term,
      // Of a short lot its sale opened it, and its purchase closed it.
      formatDecimal(lot.quantity > 0n ? -lot.closingCost : -lot.cost),
      formatDecimal(lot.quantity > 0n ? lot.cost : lot.closingCost),
      formatDecimal(lot.realised),
      lot.washedQuantity === 0n ? '' : `${lot.washedQuantity}`,
      lot.washedQuantity === 0n ? '' : formatDecimal(lot.washedLoss),
    ]),
  };
}

/** Everything that happened in a span, by day: cash first, then what issuers did, then executions in the order of the log. */
export function activityTable(ledger: ReportLedger, days: Days): ReportTable {
  const cash = ledger.cash
    .filter(({ day }) => isWithin(day, days))
    .map(({ day, amount, kind }) => ({
      day,
      row: [kind.replace('_', ' '), '', '', '', '', formatDecimal(amount)],
    }));
  const fills = ledger.fills
    .filter(({ tradeDate }) => isWithin(tradeDate, days))
    .map((fill) => {
      const { side, isTransfer, principal, fees } = fill;
      const amount = side === 'BUY' ? -principal - fees : principal - fees;
      return {
        day: fill.tradeDate,
        row: [
          isTransfer ? 'TRANSFER' : side,
          fill.instrumentId,
          `${fill.quantity}`,
          isTransfer ? '' : formatDecimal(fill.price),
          isTransfer ? '' : formatDecimal(fees),
          formatDecimal(isTransfer ? 0n : amount),
        ],
      };
    });
  const actions = ledger.actions.flatMap((action) => {
    const on = action.ratio === undefined ? action.paidOn : action.day;
    if (on === undefined || !isWithin(on, days)) return [];
    return actionRows(action).map((row) => ({ day: on, row }));
  });
  return {
    name: 'activity',
    title: 'Activity',
    columns: [
      words('day', 'Day'),
      words('what', 'What'),
      words('instrument', 'Instrument'),
      numbers('quantity', 'Quantity'),
      numbers('price', 'Price'),
      numbers('fees', 'Fees'),
      numbers('amount', 'Amount'),
    ],
    rows: [...cash, ...actions, ...fills]
      .toSorted((a, b) => a.day - b.day)
      .map(({ day, row }) => [formatDate(day), ...row]),
  };
}

/** What an issuer did: a line, and of a merger or spin-off one for each of the two instruments. */
function actionRows(action: LedgerAction): readonly (readonly string[])[] {
  const { instrumentId, ratio, exchange, cash, quantity, quantityBefore } = action;
  const line = (what: string, of: string, shares: bigint | undefined, amount: bigint) => {
    return [what, of, shares === undefined ? '' : `${shares}`, '', '', formatDecimal(amount)];
  };
  const changed = quantity - quantityBefore;
  if (exchange === undefined)
    return ratio === undefined
      ? [line('DIVIDEND', instrumentId, undefined, cash)]
      : [line('SPLIT', instrumentId, changed, cash)];
  const { otherInstrumentId, received, cashInLieu } = exchange;
  const what = quantity === 0n ? 'MERGER' : 'SPIN-OFF';
  const gone = what === 'MERGER' ? [line(what, instrumentId, changed, cash)] : [];
  return otherInstrumentId === undefined
    ? gone
    : [...gone, line(what, otherInstrumentId, received, cashInLieu)];
}

/** The worth of an account over days. */
export function equityChart(rows: readonly CurveDay[]): ReportChart {
  const points = rows.map(({ day, end }) => ({ day: formatDate(day), value: formatDecimal(end) }));
  return { title: 'Worth at the close', points };
}

/** Money and shares that came in, and went out. */
export function sumOf<T>(rows: readonly T[], of: (row: T) => bigint): bigint {
  return rows.reduce((sum, row) => sum + of(row), 0n);
}

/** The part of a sum that is above zero, and the part below it as a positive amount. */
export function sidesOf(amounts: readonly bigint[]): { readonly in: bigint; readonly out: bigint } {
  return {
    in: sumOf(amounts, (amount) => (amount > 0n ? amount : 0n)),
    out: sumOf(amounts, (amount) => (amount < 0n ? abs(amount) : 0n)),
  };
}
