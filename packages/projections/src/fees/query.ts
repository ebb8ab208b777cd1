import { and, desc, eq, gte, like, lt, lte, sql as raw } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { Type } from 'typebox';
import { meaning, named, pageOf, record, rowOf, text } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { pageAsked, paging } from '../read-model/inputs.ts';
import { pageSize, parseNames, toPage, type Page, type Paging } from '../read-model/page.ts';
import { NO_ROWS, ofAccount, ofHouse, ofMarket } from '../read-model/query.ts';
import { chargedFeesProjection, feeSchedulesProjection } from './projection.ts';
import { chargedFees, feeSchedules, type ChargedFeesRow, type FeeScheduleRow } from './table.ts';

const AMOUNTS = {
  commission: meaning('Decimal'),
  section31: meaning('Decimal'),
  taf: meaning('Decimal'),
  venue: meaning('Decimal'),
  orf: meaning('Decimal'),
};

const CHARGED = named(
  'ChargedFees',
  'What an account was charged on a day by kind; what went back is taken off on the day on which it did.',
  rowOf(chargedFees, {
    id: 'ID',
    commission: 'Decimal',
    section31: 'Decimal',
    taf: 'Decimal',
    venue: 'Decimal',
    orf: 'Decimal',
    position: 'Position',
  }),
);

const INCOME = named(
  'FeeIncome',
  'What all accounts were charged on a day: the house keeps the commission and passes on the rest.',
  record({ day: text, ...AMOUNTS, total: meaning('Decimal') }),
);

const since = { setAt: meaning('Instant'), position: meaning('Position') };

const COMMISSION = named(
  'Commission',
  'What the house takes for executions of one product: amounts in USD, `perUnit` in micro-USD.',
  record({
    product: text,
    perOrder: text,
    perUnit: text,
    minimum: text,
    maximumBasisPoints: Type.Optional(Type.Integer()),
    ...since,
  }),
);

const VENUE_FEE = named(
  'VenueFee',
  'What a venue takes for executions of one product there, in micro-USD; below zero: a rebate. Our own book is OWN.',
  record({
    venue: text,
    product: text,
    taker: text,
    maker: text,
    auction: text,
    regulatory: Type.Optional(text),
    ...since,
  }),
);

const DAY = '^\\d{4}-\\d{2}-\\d{2}$';
const days = {
  from: Type.Optional(Type.String({ pattern: DAY, description: 'First day' })),
  to: Type.Optional(Type.String({ pattern: DAY, description: 'Last day' })),
};

/** Which days. */
interface Days {
  readonly from?: string;
  readonly to?: string;
}

/** The conditions of a page of days, latest first. @throws BadCursorError */
function within({ from, to }: Days, after: string | undefined) {
  const [before] = after === undefined ? [] : parseNames(after, DAY);
  const { day } = chargedFees;
  return and(
    from === undefined ? undefined : gte(day, from),
    to === undefined ? undefined : lte(day, to),
    before === undefined ? undefined : lt(day, before),
  );
}

/** Fees of an account by day, latest first. @throws BadCursorError */
async function feesOf(
  db: PostgresJsDatabase,
  accountId: string,
  asked: Days,
  { first, after }: Paging,
): Promise<Page<ChargedFeesRow>> {
  const size = pageSize(first);
  const rows = await db
    .select()
    .from(chargedFees)
    .where(and(eq(chargedFees.accountId, accountId), within(asked, after)))
    .orderBy(desc(chargedFees.day))
    .limit(size + 1);
  return toPage(rows, size, ({ day }) => day);
}

/** A day of the house; 1/10 000 USD. */
interface IncomeRow {
  readonly day: string;
  readonly commission: bigint;
  readonly section31: bigint;
  readonly taf: bigint;
  readonly venue: bigint;
  readonly orf: bigint;
  readonly total: bigint;
}

/** Fees of all accounts by day, latest first. @throws BadCursorError */
async function incomeOf(
  db: PostgresJsDatabase,
  asked: Days,
  { first, after }: Paging,
): Promise<Page<IncomeRow>> {
  const size = pageSize(first);
  const { day, commission, section31, taf, venue, orf } = chargedFees;
  const sums = { commission, section31, taf, venue, orf };
  const summed = Object.fromEntries(
    Object.entries(sums).map(([kind, column]) => [
      kind,
      raw<bigint>`sum(${column})`.mapWith(BigInt),
    ]),
  ) as unknown as Record<keyof typeof sums, ReturnType<typeof raw<bigint>>>;
  const rows = await db
    .select({ day, ...summed })
    .from(chargedFees)
    .where(within(asked, after))
    .groupBy(day)
    .orderBy(desc(day))
    .limit(size + 1);
  const told = rows.map((row): IncomeRow => {
    const total = row.commission + row.section31 + row.taf + row.venue + row.orf;
    return { ...row, total };
  });
  return toPage(told, size, (row) => row.day);
}

/** Schedules of one row, each with what is known of them all. */
function schedulesOf({ id, schedules, setAt, position }: FeeScheduleRow): readonly object[] {
  const [kind, name] = id.split('/');
  const whose = kind === 'venue' ? { venue: name } : {};
  return (schedules as readonly object[]).map((one) => ({ ...whose, ...one, setAt, position }));
}

/** What is charged, what came in, and by which schedules. */
export const FEES: Capability = {
  projections: [chargedFeesProjection, feeSchedulesProjection],
  queries: {
    'fees.list': ofAccount(
      {
        description: 'What an account was charged, by day and kind, latest first.',
        field: { name: 'chargedFees', list: 'days' },
        input: { ...days, ...paging },
        output: pageOf(CHARGED),
      },
      NO_ROWS,
      ({ db }, input) => feesOf(db, input.accountId, input, pageAsked(input)),
    ),
    'fees.income': ofHouse(
      {
        description: 'What all accounts were charged, by day and kind, latest first.',
        field: { name: 'feeIncome', list: 'days' },
        input: { ...days, ...paging },
        output: pageOf(INCOME),
      },
      ({ db }, input) => incomeOf(db, input, pageAsked(input)),
    ),
    'fees.commissions': ofAccount(
      {
        description: 'The commissions of an account, one for each product.',
        field: { name: 'commissions', list: 'commissions' },
        input: {},
        output: pageOf(COMMISSION),
      },
      NO_ROWS,
      async ({ db }, { accountId }) => {
        const id = `account/${accountId}`;
        const rows = await db.select().from(feeSchedules).where(eq(feeSchedules.id, id));
        return { rows: rows.flatMap(schedulesOf) };
      },
    ),
    'fees.venues': ofMarket(
      {
        description: 'The fees of all venues, one for each product; our own book is OWN.',
        field: { name: 'venueFees', list: 'fees' },
        input: {},
        output: pageOf(VENUE_FEE),
      },
      async ({ db }) => {
        const all = db.select().from(feeSchedules).where(like(feeSchedules.id, 'venue/%'));
        return { rows: (await all.orderBy(feeSchedules.id)).flatMap(schedulesOf) };
      },
    ),
  },
};
