import { and, asc, eq, sql as raw, type SQL } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { Type } from 'typebox';
import { meaning, named, pageOf, record, rowOf, text } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { pageAsked, paging } from '../read-model/inputs.ts';
import {
  namesCursor,
  pageSize,
  parseNames,
  toPage,
  type Page,
  type Paging,
} from '../read-model/page.ts';
import { NO_ROWS, ofAccount, ofHouse } from '../read-model/query.ts';
import { ledgerDaysProjection } from './projection.ts';
import { ledgerDays } from './table.ts';

/** What an account of the ledger has: 1/10 000 USD, or whole units of an instrument. */
interface LedgerBalance {
  readonly owner: string;
  readonly account: string;
  readonly commodity: string;
  readonly debits: bigint;
  readonly credits: bigint;
  /** Debits less credits. */
  readonly balance: bigint;
}

const BALANCE = named(
  'LedgerBalance',
  'What an account of the ledger was debited and credited, and has: USD in 1/10 000, an instrument in whole units.',
  record({
    owner: text,
    account: text,
    commodity: text,
    debits: meaning('Quantity'),
    credits: meaning('Quantity'),
    balance: meaning('Quantity'),
  }),
);

const ENTRY = named(
  'LedgerDay',
  'What an account of the ledger was debited and credited on a day: USD in 1/10 000, an instrument in whole units.',
  rowOf(ledgerDays, {
    entryId: 'ID',
    debits: 'Quantity',
    credits: 'Quantity',
    position: 'Position',
  }),
);

const DAY = '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$';
const day = (description: string) =>
  Type.Optional(Type.String({ pattern: DAY, description, examples: ['2026-11-20'] }));

// Days are compared as text: what is none, as 2026-02-30, is just not there.

/** Owners, accounts and commodities: none of them has a colon. */
const NAME = '^[A-Za-z0-9_@+-]{1,40}$';

/** The balances of all accounts of the ledger, or of one owner's, at the end of a day. @throws BadCursorError */
async function balancesOn(
  db: PostgresJsDatabase,
  { through, owner, commodity }: { through?: string; owner?: string; commodity?: string },
  { first, after }: Paging,
): Promise<Page<LedgerBalance>> {
  const size = pageSize(first);
  const { owner: of, account, commodity: what, debits, credits } = ledgerDays;
  const sums = {
    debits: raw<bigint>`sum(${debits})`.mapWith(BigInt),
    credits: raw<bigint>`sum(${credits})`.mapWith(BigInt),
  };
  const rows = await db
    .select({ owner: of, account, commodity: what, ...sums })
    .from(ledgerDays)
    .where(
      and(
        through === undefined ? undefined : raw`${ledgerDays.day}::text <= ${through}`,
        owner === undefined ? undefined : eq(of, owner),
        commodity === undefined ? undefined : eq(what, commodity),
        after === undefined ? undefined : behind(after),
      ),
    )
    .groupBy(of, account, what)
    .orderBy(asc(of), asc(account), asc(what))
    .limit(size + 1);
  const told = rows.map((row) => ({ ...row, balance: row.debits - row.credits }));
  return toPage(told, size, (row) => namesCursor(row.owner, row.account, row.commodity));
}

function behind(cursor: string): SQL {
  const [owner, account, commodity] = parseNames(cursor, NAME, NAME, NAME);
  return raw`(${ledgerDays.owner}, ${ledgerDays.account}, ${ledgerDays.commodity}) > (${owner}, ${account}, ${commodity})`;
}

/** What an owner's accounts were debited and credited by day. @throws BadCursorError */
async function daysOf(
  db: PostgresJsDatabase,
  owner: string,
  { from, to }: { readonly from?: string; readonly to?: string },
  { first, after }: Paging,
) {
  const size = pageSize(first);
  const { entryId } = ledgerDays;
  const behindEntry =
    after === undefined
      ? undefined
      : raw`${entryId} > ${parseNames(after, '^[A-Za-z0-9_@+/-]{1,80}$')[0]}`;
  const rows = await db
    .select()
    .from(ledgerDays)
    .where(
      and(
        eq(ledgerDays.owner, owner),
        from === undefined ? undefined : raw`${ledgerDays.day}::text >= ${from}`,
        to === undefined ? undefined : raw`${ledgerDays.day}::text <= ${to}`,
        behindEntry,
      ),
    )
    .orderBy(asc(entryId))
    .limit(size + 1);
  return toPage(rows, size, (row) => row.entryId);
}

/** The ledger: everything twice, by day. */
export const LEDGER: Capability = {
  projections: [ledgerDaysProjection],
  queries: {
    'ledger.balances': ofHouse(
      {
        description:
          'The trial balance: what every account of the ledger has at the end of a day. All of a commodity add up to nothing.',
        field: { name: 'ledgerBalances', list: 'balances' },
        input: {
          through: day('Last day that counts; default: all'),
          owner: Type.Optional(Type.String({ pattern: NAME, description: 'Of this owner alone' })),
          commodity: Type.Optional(
            Type.String({ pattern: NAME, description: 'USD or an instrument' }),
          ),
          ...paging,
        },
        output: pageOf(BALANCE),
      },
      ({ db }, input) => balancesOn(db, input, pageAsked(input)),
    ),
    'ledger.of-account': ofAccount(
      {
        description: 'What the ledger has of an account at the end of a day.',
        field: { name: 'accountLedger', list: 'balances' },
        input: { through: day('Last day that counts; default: all'), ...paging },
        output: pageOf(BALANCE),
      },
      NO_ROWS,
      ({ db }, { accountId, through, ...page }) =>
        balancesOn(
          db,
          { owner: accountId, ...(through === undefined ? {} : { through }) },
          pageAsked(page),
        ),
    ),
    'ledger.days': ofAccount(
      {
        description: 'What an account was debited and credited in the ledger, by day.',
        field: { name: 'accountLedgerDays', list: 'days' },
        input: { from: day('First day'), to: day('Last day'), ...paging },
        output: pageOf(ENTRY),
      },
      NO_ROWS,
      ({ db }, input) => daysOf(db, input.accountId, input, pageAsked(input)),
    ),
  },
};
