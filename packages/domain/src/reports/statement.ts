import { lotsNote, MARKS_NOTE, money, sum, type Body, type Made } from './made.ts';
import { signedQuantity } from '../portfolio/fill.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { cashOfAction, type LedgerAction, type ReportLedger } from './ledger.ts';
import {
  activityTable,
  equityChart,
  gainsTable,
  holdingsTable,
  isWithin,
  sidesOf,
  sumOf,
} from './sections.ts';

/** What an account was worth, what came in and went out, what it holds, realised and did. */
export function statement({ ledger, days, curve, rows, book, closed }: Made): Body {
  const before = curve.findLast(({ day }) => day < days.from);
  const opening = before?.end ?? 0n;
  const closing = rows.at(-1)?.end ?? opening;
  const moved = ledger.cash.filter(({ day }) => isWithin(day, days));
  const earned = moved.filter(({ kind }) => kind === 'INTEREST');
  const outside = moved.filter(({ kind }) => kind !== 'INTEREST');
  const cash = sidesOf(outside.map(({ amount }) => amount));
  // What else came from outside were securities.
  const [into, out] = [sumOf(rows, (row) => row.in), sumOf(rows, (row) => row.out)];
  const held = holdingsTable(ledger, book, days.to);
  const dividends = ledger.actions.filter(
    ({ ratio, exchange, day }) =>
      ratio === undefined && exchange === undefined && isWithin(day, days),
  );
  return {
    notes: [
      MARKS_NOTE,
      lotsNote(ledger),
      'Closing worth = opening worth + what came in − what went out + profit.',
    ],
    sums: [
      money('opening', 'Opening worth', opening),
      money('deposits', 'Deposits', cash.in),
      money('withdrawals', 'Withdrawals', cash.out),
      money('transfersIn', 'Securities in', into - cash.in),
      money('transfersOut', 'Securities out', out - cash.out),
      money('profit', 'Profit, net of fees', closing - opening - into + out),
      money('closing', 'Closing worth', closing),
      money('closingCash', 'Closing cash', cashOf(ledger)),
      money(
        'dividends',
        'Dividends',
        sumOf(dividends, (claim) => claim.cash),
      ),
      money(
        'dividendsDue',
        'Dividends to be paid',
        sumOf(dueOf(ledger), (claim) => claim.cash),
      ),
      // Reports of days without interest say what they said before there was any.
      ...(earned.length === 0
        ? []
        : [
            money(
              'interest',
              'Interest',
              sumOf(earned, ({ amount }) => amount),
            ),
          ]),
      money('futures', 'Gains of futures that cash does not hold', futuresOf(ledger, days.to)),
      money(
        'fees',
        'Fees',
        sumOf(rows, (row) => row.fees),
      ),
      money(
        'bought',
        'Bought',
        sumOf(rows, (row) => row.bought),
      ),
      money(
        'sold',
        'Sold',
        sumOf(rows, (row) => row.sold),
      ),
      money(
        'realised',
        'Realised',
        sumOf(closed, (lot) => lot.realised),
      ),
      sum(
        'version',
        'Version of the days',
        `${rows.reduce((most, row) => Math.max(most, row.version), 1)}`,
      ),
    ],
    tables: [held, gainsTable(closed), activityTable(ledger, days)],
    charts: [equityChart(rows)],
  };
}

/** What contracts are worth more than they were bought for, those included that were sold again; without fees. */
function futuresOf({ instruments, fills }: ReportLedger, on: CivilDate): bigint {
  return sumOf(
    instruments.filter(({ isFuture }) => isFuture),
    ({ instrumentId, multiplier, marks }) => {
      const own = fills.filter((fill) => fill.instrumentId === instrumentId);
      const mark = marks.on(on)?.price ?? 0n;
      return sumOf(own, (fill) => (mark - fill.price) * signedQuantity(fill) * multiplier);
    },
  );
}

/** Claims that are worth something, and no cash yet. */
function dueOf({ actions }: ReportLedger): readonly LedgerAction[] {
  return actions.filter(({ paidOn }) => paidOn === undefined);
}

/** Cash at the end: what came from outside, as interest and from issuers less what was paid for. */
function cashOf(ledger: ReportLedger): bigint {
  const { cash, fills, actions } = ledger;
  const issued = sumOf(actions, cashOfAction) - sumOf(dueOf(ledger), (due) => due.cash);
  const paid = sumOf(
    fills,
    ({ side, principal, fees }) => (side === 'BUY' ? principal : -principal) + fees,
  );
  return sumOf(cash, ({ amount }) => amount) + issued - paid;
}
