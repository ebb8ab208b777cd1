import { formatDecimal } from '../kernel/fixed-point.ts';
import { formatDate, partsOf } from '../time/civil-date.ts';
import { numbers, words, type ReportTable } from './document.ts';
import { lotsNote, money, sum, type Body, type Made } from './made.ts';
import type { LotBook, RealisedLot } from './realised-lots.ts';
import { gainsTable, holdingsTable, sumOf } from './sections.ts';

/** What was realised, lot by lot, and the lots that are open. */
export function gains({ ledger, days, book, closed }: Made): Body {
  const total = (lots: readonly RealisedLot[]): bigint => sumOf(lots, (lot) => lot.realised);
  const { year } = partsOf(days.to);
  return {
    notes: [
      lotsNote(ledger),
      'LONG is held for more than a year. A loss is washed as far as shares were bought within 30 days on either side; it is marked, and no basis is changed.',
      'A line without a quantity is cash for a part of a share, or capital returned beyond its cost.',
    ],
    sums: [
      sum('year', 'Tax year', `${year}`),
      money('shortTerm', 'Short term', total(closed.filter(({ term }) => term === 'SHORT'))),
      money('longTerm', 'Long term', total(closed.filter(({ term }) => term === 'LONG'))),
      money('realised', 'Realised', total(closed)),
      money(
        'washed',
        'Of it washed losses',
        sumOf(closed, (lot) => lot.washedLoss),
      ),
    ],
    tables: [gainsTable(closed), openLotsTable(book), holdingsTable(ledger, book, days.to)],
    charts: [],
  };
}

function openLotsTable({ open }: LotBook): ReportTable {
  return {
    name: 'openLots',
    title: 'Open lots',
    columns: [
      words('instrument', 'Instrument'),
      words('openedOn', 'Opened'),
      numbers('quantity', 'Quantity'),
      numbers('cost', 'Cost'),
    ],
    rows: [...open].flatMap(([instrumentId, lots]) =>
      lots.map((lot) => [
        instrumentId,
        formatDate(lot.tradeDate),
        `${lot.quantity}`,
        formatDecimal(lot.cost),
      ]),
    ),
  };
}
