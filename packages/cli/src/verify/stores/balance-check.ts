import type { LedgerAudit } from '../log/ledger-audit.ts';
import type { ShownBooks } from '../log/shown-books.ts';
import type { Invariant } from '../result.ts';
import { rowsOf, type RowReader } from './snapshot.ts';

interface Reckoned {
  readonly what: string;
  /** Text by key as the log has it; rows take theirs out. */
  readonly expected: Map<string, string>;
  /** What a missing row stands for. */
  readonly nothing: string;
}

/** Cash and reserves of each account, quantity and reserve of each position. */
export async function checkBalances(
  reader: RowReader,
  { accounts, holdings }: LedgerAudit,
  invariant: Invariant,
): Promise<void> {
  const cash = new Map<string, string>();
  for (const [accountId, account] of accounts)
    cash.set(accountId, `${account.cash} cash, ${account.reserved} reserved`);
  await compare(
    reader,
    `select account_id as key, cash || ' cash, ' || reserved || ' reserved' as text from read_models.accounts`,
    { what: 'account', expected: cash, nothing: '0 cash, 0 reserved' },
    invariant,
  );
  const held = new Map<string, string>();
  for (const [key, { quantity, reserved }] of holdings)
    held.set(key, `${quantity} held, ${reserved} reserved`);
  await compare(
    reader,
    `select position_id as key, quantity || ' held, ' || reserved || ' reserved' as text from read_models.positions`,
    { what: 'position', expected: held, nothing: '0 held, 0 reserved' },
    invariant,
  );
}

/**
 * The ledger (I16): debits are credits in every commodity, and what it has of an account is what the log's own reckoning has:
 * cash with what is still to be paid, shares with what is still to be delivered.
 */
export async function checkLedger(
  reader: RowReader,
  { accounts, holdings }: LedgerAudit,
  invariant: Invariant,
): Promise<void> {
  await compare(
    reader,
    `select commodity as key, sum(debits - credits)::text as text from read_models.ledger_days group by commodity`,
    { what: 'ledger sum', expected: new Map(), nothing: '0' },
    invariant,
  );
  const cash = new Map<string, string>();
  for (const [accountId, account] of accounts)
    cash.set(accountId, `${account.cash + account.underWay}`);
  const ofCustomers = `owner !~ '^[@+]'`;
  await compare(
    reader,
    `select owner as key, sum(debits - credits)::text as text from read_models.ledger_days
     where ${ofCustomers} and account in ('CASH', 'UNSETTLED') group by owner`,
    { what: 'ledger account', expected: cash, nothing: '0' },
    invariant,
  );
  const held = new Map<string, string>();
  for (const [key, { quantity }] of holdings) held.set(key, `${quantity}`);
  await compare(
    reader,
    `select owner || '/' || commodity as key, sum(debits - credits)::text as text from read_models.ledger_days
     where ${ofCustomers} and account in ('SECURITIES', 'UNDELIVERED') group by owner, commodity`,
    { what: 'ledger holding', expected: held, nothing: '0' },
    invariant,
  );
}

/** What each account was charged, by kind. */
export async function checkFees(
  reader: RowReader,
  { charged }: LedgerAudit,
  invariant: Invariant,
): Promise<void> {
  const kinds = ['commission', 'section31', 'taf', 'venue', 'orf'];
  const expected = new Map<string, string>();
  for (const [accountId, amounts] of charged)
    expected.set(accountId, kinds.map((kind) => `${amounts[kind] ?? 0n}`).join('/'));
  await compare(
    reader,
    `select account_id as key, ${kinds.map((kind) => `sum(${kind})`).join(` || '/' || `)} as text
     from read_models.charged_fees group by account_id`,
    { what: 'charged account', expected, nothing: '0/0/0/0/0' },
    invariant,
  );
}

/** Each price that a book shows, its best ones among them: size and number of orders. */
export async function checkDepth(
  reader: RowReader,
  books: ShownBooks,
  invariant: Invariant,
): Promise<void> {
  const expected = new Map<string, string>();
  for (const [side, { price, quantity, orders }] of books.levels())
    expected.set(`${side} at ${price}`, `${quantity} of ${orders}`);
  const side = `case side when 'BUY' then 'BUY' else 'SELL' end`;
  await compare(
    reader,
    `select ${side} || '/' || instrument_id || ' at ' || limit_price as key, sum(shown) || ' of ' || count(*) as text
     from read_models.orders where shown > 0 group by ${side}, instrument_id, limit_price`,
    { what: 'level', expected, nothing: 'nothing' },
    invariant,
  );
}

async function compare(
  reader: RowReader,
  statement: string,
  { what, expected, nothing }: Reckoned,
  invariant: Invariant,
): Promise<void> {
  for await (const { key, text } of rowsOf<{ key: string; text: string }>(reader, statement)) {
    const right = expected.get(key) ?? nothing;
    expected.delete(key);
    invariant.count(`${what}s`);
    invariant.check(text === right, () => `${what} ${key}: ${text}, by the log ${right}`);
  }
  for (const [key, right] of expected)
    invariant.check(right === nothing, () => `${what} ${key}: no row, by the log ${right}`);
}
