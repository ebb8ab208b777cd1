import { formatDecimal, parseDecimal, type StatementLine } from '@bellwether/domain';
import { fieldOf, mtDecimal, mtMessages, type MtField } from '../statements/swift/message.ts';
import { StatementError } from '../statements/xml.ts';

/** A balance field: final, or that of a page among others. */
interface PageBalance {
  readonly isFinal: boolean;
  readonly currency: string;
  /** 1/10 000 of the currency. */
  readonly amount: bigint;
}

/** A message: one page of the statement of an account. */
interface Page {
  readonly account: string;
  readonly reference: string;
  /** Statement and page of it, both from 1. */
  readonly statement: number;
  readonly page: number;
  readonly opening: PageBalance;
  readonly closing: PageBalance;
}

/**
 * Cash of SWIFT customer statements (MT940): the closing booked balance of each account. Pages of a statement are joined, and each has to
 * go on with the balance that the one before has ended with, and to add up.
 * @throws StatementError where it is not one, a page is missing, or the entries of one are not what its balances say.
 */
export function mt940(source: string): readonly StatementLine[] {
  const pages = Map.groupBy(
    mtMessages(source).map(pageOf),
    ({ account, statement }) => `${account} ${statement}`,
  );
  const statements = [...pages].map(([name, own]) => lastPage(name, own));
  const latest = new Map<string, Page>();
  for (const page of statements) {
    const known = latest.get(page.account);
    if (known === undefined || known.statement < page.statement) latest.set(page.account, page);
  }
  return [...latest.values()].map(({ account, reference, closing }) => ({
    owner: account,
    commodity: closing.currency,
    amount: closing.amount,
    reference,
  }));
}

/** The last page, behind all others. */
function lastPage(name: string, pages: readonly Page[]): Page {
  const inOrder = pages.toSorted((a, b) => a.page - b.page);
  for (const [index, { page, opening, closing }] of inOrder.entries()) {
    const before = inOrder[index - 1];
    if (page !== index + 1 || opening.isFinal !== (index === 0))
      throw new StatementError(`MT940 ${name}: page ${index + 1} is missing`);
    if (closing.isFinal !== (index === inOrder.length - 1))
      throw new StatementError(`MT940 ${name}: its last page is missing`);
    if (before !== undefined && before.closing.amount !== opening.amount)
      throw new StatementError(`MT940 ${name}: page ${page} does not go on from the one before`);
  }
  return inOrder.at(-1) as Page;
}

function pageOf(fields: readonly MtField[]): Page {
  const account = (fields.find(({ tag }) => tag === '25' || tag === '25P')?.value ?? '')
    .split('\n')[0]
    ?.split('/')
    .at(-1);
  const numbers = /^(\d{1,5})(?:\/(\d{1,5}))?$/.exec(fieldOf(fields, '28C'));
  if (!account || numbers === null) throw new StatementError('MT940: whose, or which statement');
  const name = `MT940 ${account} ${numbers[0]}`;
  const opening = balanceOf(fields, '60', name);
  const closing = balanceOf(fields, '62', name);
  const entries = fields.filter(({ tag }) => tag === '61').map(({ value }) => entry(value, name));
  const sum = entries.reduce((all, amount) => all + amount, opening.amount);
  if (sum !== closing.amount || opening.currency !== closing.currency)
    throw new StatementError(
      `${name}: its entries come to ${formatDecimal(sum)}, not ${formatDecimal(closing.amount)}`,
    );
  const [, statement, page = '1'] = numbers;
  return {
    account,
    reference: fieldOf(fields, '20'),
    statement: Number(statement),
    page: Number(page),
    opening,
    closing,
  };
}

function balanceOf(fields: readonly MtField[], tag: '60' | '62', name: string): PageBalance {
  const [found, ...more] = fields.filter(
    (field) => /^\d\d[FM]$/.test(field.tag) && field.tag.startsWith(tag),
  );
  const parts = /^([CD])\d{6}([A-Z]{3})(.+)$/.exec(found?.value ?? '');
  if (found === undefined || more.length > 0 || parts === null)
    throw new StatementError(`${name}: no balance ${tag}`);
  const [, mark, currency = '', digits = ''] = parts;
  const amount = parseDecimal(mtDecimal(digits, name));
  return {
    isFinal: found.tag.endsWith('F'),
    currency,
    amount: mark === 'D' ? -amount : amount,
  };
}

/** What a line moves: `2611301130C1234,5NTRF…`; RC and RD take a credit and a debit back. */
function entry(value: string, name: string): bigint {
  const parts = /^\d{6}(?:\d{4})?(R?[CD])[A-Z]?(\d+,\d*)[A-Z]/.exec(value);
  if (parts === null) throw new StatementError(`${name}: no entry: ${value.split('\n')[0]}`);
  const [, mark = '', digits = ''] = parts;
  const amount = parseDecimal(mtDecimal(digits, name));
  return mark === 'C' || mark === 'RD' ? amount : -amount;
}
