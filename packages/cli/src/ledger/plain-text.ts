import { formatDecimal, HOUSE, OUTSIDE, USD, type LedgerLine } from '@bellwether/domain';

/** A journal to write: what caused it, on which day, and its lines. */
interface WrittenJournal {
  /** `2026-11-20` */
  readonly day: string;
  /** Where its cause stands in the log, and what it is. */
  readonly cause: string;
  readonly lines: readonly LedgerLine[];
}

/** A form of plain-text accounting. */
export interface PlainText {
  readonly header: string;
  journal(journal: WrittenJournal): string;
}

/** What an amount is, as text: USD with four decimals, shares in whole units. */
const amountOf = ({ commodity, amount }: LedgerLine): string =>
  commodity === USD ? formatDecimal(amount) : `${amount}`;

function groupOf(owner: string): readonly [group: string, name: string | undefined] {
  if (owner === HOUSE) return ['house', undefined];
  if (owner === OUTSIDE) return ['outside', undefined];
  return owner.startsWith('@') ? ['venues', owner.slice(1)] : ['customers', owner];
}

/** For hledger and ledger: accounts as `customers:alice:cash`, instruments in quotes. */
export const HLEDGER: PlainText = {
  header: '; The ledger, a journal for each fact that moves money or shares.\n',
  journal: ({ day, cause, lines }) =>
    [
      `\n${day} ${cause}`,
      ...lines.map((line) => {
        const [group, name] = groupOf(line.owner);
        const account = [group, ...(name === undefined ? [] : [name]), line.account.toLowerCase()];
        return `    ${account.join(':')}  ${amountOf(line)} "${line.commodity}"`;
      }),
      '',
    ].join('\n'),
};

/** What a name may not have in beancount: each is written as a hyphen and a digit, so that no two names become one. */
const ESCAPED: Readonly<Record<string, string>> = { '-': '-0', _: '-1' };
const GROUPS: Readonly<Record<string, string>> = {
  house: 'Income:House',
  outside: 'Equity:Outside',
  venues: 'Assets:Venues',
  customers: 'Assets:Customers',
};

/** For beancount: accounts as `Assets:Customers:Xalice:Cash`, an instrument as `I-ACME`. */
export const BEANCOUNT: PlainText = {
  header: [
    '; The ledger, a journal for each fact that moves money or shares.',
    'option "operating_currency" "USD"',
    'option "inferred_tolerance_default" "*:0"',
    'plugin "beancount.plugins.auto_accounts"\n',
  ].join('\n'),
  journal: ({ day, cause, lines }) =>
    [
      `\n${day} * "${cause}"`,
      ...lines.map((line) => `  ${beancountAccount(line)}  ${amountOf(line)} ${currency(line)}`),
      '',
    ].join('\n'),
};

function beancountAccount({ owner, account }: LedgerLine): string {
  const [group, name] = groupOf(owner);
  const words = account.toLowerCase().split('_');
  const kind = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('-');
  const escaped = name?.replaceAll(/[-_]/g, (char) => ESCAPED[char] ?? char);
  return [GROUPS[group], ...(escaped === undefined ? [] : [`X${escaped}`]), kind].join(':');
}

function currency({ commodity }: LedgerLine): string {
  return commodity === USD ? USD : `I-${commodity}`;
}
