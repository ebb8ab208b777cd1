import { dateOf, type CivilDate } from '@bellwether/domain';
import { asc, desc, eq, lt, and } from 'drizzle-orm';
import { Type } from 'typebox';
import { meaning, named, orNull, pageOf, record, rowOf, text } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { pageAsked, paging } from '../read-model/inputs.ts';
import { pageSize, parsePosition, toPage } from '../read-model/page.ts';
import { NO_ROWS, ofAccount, ofHouse, ofMarket } from '../read-model/query.ts';
import { accruedByAccount, accruedOf } from './accrued.ts';
import {
  interestClosingsProjection,
  interestPostingsProjection,
  interestRatesProjection,
} from './projection.ts';
import { interestClosings, interestPostings, interestRates } from './table.ts';

const RATE = named(
  'InterestRate',
  'What the house pays for cash and takes for debts from a day on, 1/10 000 a year of 360 days.',
  rowOf(interestRates, { rateId: 'ID', since: 'Day', position: 'Position' }),
);

const CLOSING = named(
  'InterestClosing',
  'All accounts were paid their interest up to a day, or owe it.',
  rowOf(interestClosings, {
    closingId: 'ID',
    through: 'Day',
    paid: 'Decimal',
    owed: 'Decimal',
    at: 'Instant',
    position: 'Position',
  }),
);

const POSTING = named(
  'InterestPosting',
  'Interest that an account was paid for all days up to one; below zero: it owes that.',
  rowOf(interestPostings, {
    postingId: 'ID',
    through: 'Day',
    amount: 'Decimal',
    at: 'Instant',
    position: 'Position',
  }),
);

const ACCRUED = named(
  'AccruedInterest',
  'Interest of an account that is not booked yet, up to the last day of the market; below zero: it owes that.',
  record({
    from: orNull(meaning('Day', text)),
    through: orNull(meaning('Day', text)),
    balance: meaning('Decimal'),
    accrued: meaning('Decimal'),
  }),
);

const DAY = (description: string) =>
  Type.String({
    pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
    description,
    examples: ['2026-11-30'],
  });

/** A day as it is asked for: what is none, as the 30th of February, is the one that it runs on to. */
function dayOf(text: string): CivilDate {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return dateOf(year, month, day);
}

/** Rates that are told: more than a lifetime has. */
const RATES_MAX = 500;

/** Interest on cash: rates, what has accrued, what was booked. */
export const INTEREST: Capability = {
  projections: [interestRatesProjection, interestClosingsProjection, interestPostingsProjection],
  queries: {
    'interest.rates': ofMarket(
      {
        description: 'What the house pays for cash and takes for debts, by first day.',
        field: { name: 'interestRates', list: 'rates' },
        input: {},
        output: pageOf(RATE),
      },
      async ({ db }) => ({
        rows: await db
          .select()
          .from(interestRates)
          .orderBy(asc(interestRates.since))
          .limit(RATES_MAX),
      }),
    ),
    'interest.closings': ofHouse(
      {
        description: 'Spans of days whose interest is booked for all accounts, the latest first.',
        field: { name: 'interestClosings', list: 'closings' },
        input: paging,
        output: pageOf(CLOSING),
      },
      async ({ db }, input) => {
        const { first, after } = pageAsked(input);
        const size = pageSize(first);
        const { position } = interestClosings;
        const rows = await db
          .select()
          .from(interestClosings)
          .where(after === undefined ? undefined : lt(position, parsePosition(after)))
          .orderBy(desc(position))
          .limit(size + 1);
        return toPage(rows, size, (row) => `${row.position}`);
      },
    ),
    'interest.of-account': ofAccount(
      {
        description: 'Interest that an account was paid or owes, the latest first.',
        field: { name: 'accountInterest', list: 'postings' },
        input: paging,
        output: pageOf(POSTING),
      },
      NO_ROWS,
      async ({ db }, { accountId, ...input }) => {
        const { first, after } = pageAsked(input);
        const size = pageSize(first);
        const { position } = interestPostings;
        const rows = await db
          .select()
          .from(interestPostings)
          .where(
            and(
              eq(interestPostings.accountId, accountId),
              after === undefined ? undefined : lt(position, parsePosition(after)),
            ),
          )
          .orderBy(desc(position))
          .limit(size + 1);
        return toPage(rows, size, (row) => `${row.position}`);
      },
    ),
    'interest.accrued': ofAccount(
      {
        description:
          'Interest of an account that is not booked yet, up to the last day of the market.',
        field: { name: 'accruedInterest' },
        input: {},
        output: orNull(ACCRUED),
      },
      null,
      (models, { accountId }) => accruedOf(models, accountId),
    ),
    'interest.due': ofHouse(
      {
        description:
          'What each account is paid for a span of days, or owes; accounts without are left out.',
        input: { from: DAY('First day'), through: DAY('Last day'), cursor: paging.cursor },
        output: pageOf(record({ accountId: text, amount: meaning('Decimal') })),
      },
      (models, { from, through, cursor }) =>
        accruedByAccount(models, { from: dayOf(from), through: dayOf(through), cursor }),
    ),
  },
};
