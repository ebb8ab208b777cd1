import { equityCurve } from '../performance/equity-curve.ts';
import { parseDate } from '../time/civil-date.ts';
import type { ReportKind } from './commands.ts';
import type { ReportDocument, ReportTerms } from './document.ts';
import { confirmation } from './confirmation.ts';
import { gains } from './gains.ts';
import { heldOf, type ReportLedger } from './ledger.ts';
import { sum, type Body, type Made } from './made.ts';
import { performance } from './performance-report.ts';
import { lotBook } from './realised-lots.ts';
import { activityTable, isWithin } from './sections.ts';
import { statement } from './statement.ts';

/**
 * Makes a report. The same ledger and terms make the same document, and so the same bytes.
 * @param ledger up to the last day and the position of the terms.
 */
export function buildReport(ledger: ReportLedger, terms: ReportTerms): ReportDocument {
  const days = { from: parseDate(terms.from), to: parseDate(terms.to) };
  const curve = equityCurve({
    instruments: heldOf(ledger),
    flows: ledger.cash,
    undone: ledger.undone,
    through: days.to,
  });
  const book = lotBook(ledger);
  const made: Made = {
    ledger,
    days,
    curve,
    rows: curve.filter(({ day }) => isWithin(day, days)),
    book,
    closed: book.realised.filter(({ closedOn }) => isWithin(closedOn, days)),
  };
  const { kind, accountId, from, to, inputsPosition, replaces } = terms;
  const body = BODIES[kind](made);
  const document = { kind, accountId, from, to, inputsPosition, currency: 'USD', ...body } as const;
  if (replaces === undefined) return document;
  const corrected = `Corrected: this replaces the report ${replaces}, made before trades in it were taken back.`;
  return { ...document, notes: [corrected, ...body.notes] };
}

const BODIES: Readonly<Record<ReportKind, (made: Made) => Body>> = {
  STATEMENT: statement,
  PERFORMANCE: performance,
  GAINS: gains,
  ACTIVITY: activity,
  CONFIRMATION: confirmation,
};

function activity({ ledger, days }: Made): Body {
  const table = activityTable(ledger, days);
  return {
    notes: ['By trade date. Amounts are what cash changed by.'],
    sums: [sum('entries', 'Entries', `${table.rows.length}`)],
    tables: [table],
    charts: [],
  };
}
