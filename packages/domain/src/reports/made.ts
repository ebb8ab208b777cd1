import { formatDecimal } from '../kernel/fixed-point.ts';
import type { CurveDay } from '../performance/equity-curve.ts';
import type { ReportDocument } from './document.ts';
import type { ReportLedger } from './ledger.ts';
import type { LotBook, RealisedLot } from './realised-lots.ts';
import type { Days } from './sections.ts';

/** What every report is made of. */
export interface Made {
  readonly ledger: ReportLedger;
  readonly days: Days;
  /** All days up to the last, and those of the report. */
  readonly curve: readonly CurveDay[];
  readonly rows: readonly CurveDay[];
  readonly book: LotBook;
  /** Lots that were closed within the days. */
  readonly closed: readonly RealisedLot[];
}

/** What a kind of report says. */
export type Body = Pick<ReportDocument, 'charts' | 'notes' | 'sums' | 'tables'>;

/** In which order lots are closed. Reports of before sales could name theirs have the same words as ever. */
export function orderOfLots({ fills }: ReportLedger): string {
  const named = fills.some(({ lotIds }) => lotIds !== undefined);
  return `first in, first out${named ? ', but for sales that named theirs before' : ''}`;
}

export function lotsNote(ledger: ReportLedger): string {
  return `Lots are closed ${orderOfLots(ledger)}; fees are part of cost and proceeds.`;
}

export const MARKS_NOTE =
  'Prices are official closes; where there is none the last sale of the day, else the last price before.';

type Sum = ReportDocument['sums'][number];

/** A sum of a report; empty where there is none. */
export function sum(name: string, title: string, value: string | null): Sum {
  return { name, title, value: value ?? '' };
}

/** @param value 1/10 000 USD. */
export function money(name: string, title: string, value: bigint): Sum {
  return sum(name, title, formatDecimal(value));
}
