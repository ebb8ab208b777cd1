import type { StatementLine } from '@bellwether/domain';
import { blocksNamed, nested, type MtBlock } from '../statements/swift/blocks.ts';
import { fieldOf, mtMessages, qualified } from '../statements/swift/message.ts';
import { StatementError } from '../statements/xml.ts';

/** A message: one page of the holdings of an account. */
interface Page {
  /** The account and the day, which all pages of a statement have. */
  readonly statement: string;
  readonly account: string;
  readonly page: number;
  readonly isLast: boolean;
  readonly root: MtBlock;
}

/**
 * Shares of SWIFT statements of holdings (MT535): the aggregate balance of each instrument, by whole units. Pages of a statement are joined.
 * @throws StatementError where it is not one, or a page is missing.
 */
export function mt535(source: string): readonly StatementLine[] {
  const pages = mtMessages(source).map((fields) => pageOf(nested(fields)));
  return [...Map.groupBy(pages, ({ statement }) => statement)].flatMap(([statement, own]) =>
    whole(statement, own).flatMap(({ account, root }) =>
      blocksNamed(root, 'FIN').map((holding) => lineOf(holding, account)),
    ),
  );
}

/** All pages of a statement in order. */
function whole(statement: string, pages: readonly Page[]): readonly Page[] {
  const inOrder = pages.toSorted((a, b) => a.page - b.page);
  for (const [index, { page, isLast }] of inOrder.entries()) {
    if (page !== index + 1)
      throw new StatementError(`MT535 ${statement}: page ${index + 1} is missing`);
    if (isLast !== (index === inOrder.length - 1))
      throw new StatementError(`MT535 ${statement}: its last page is missing`);
  }
  return inOrder;
}

function pageOf(root: MtBlock): Page {
  const [general] = blocksNamed(root, 'GENL');
  if (general === undefined) throw new StatementError('MT535: there is no block GENL');
  const account = qualified(general.fields, ['97A', '97B'], 'SAFE');
  const day = qualified(general.fields, ['98A', '98C'], 'STAT') ?? '';
  const [, page, more] = /^(\d{1,5})\/(ONLY|MORE|LAST)$/.exec(fieldOf(general.fields, '28E')) ?? [];
  if (!account || page === undefined) throw new StatementError('MT535: whose, or which page');
  const statement = `${account} ${day.slice(0, 8)}`;
  return { statement, account, page: Number(page), isLast: more !== 'MORE', root };
}

function lineOf(holding: MtBlock, account: string): StatementLine {
  const commodity = instrumentIn(fieldOf(holding.fields, '35B'));
  const quantity = qualified(holding.fields, ['93B', '93C'], 'AGGR') ?? '';
  const [, sign, units] = /^UNIT\/(?:[A-Z]{4}\/)?(N?)(\d{1,15}),0*$/.exec(quantity) ?? [];
  if (units === undefined)
    throw new StatementError(`MT535 ${commodity}: ${quantity || 'nothing'} are no whole units`);
  return { owner: account, commodity, amount: sign === 'N' ? -BigInt(units) : BigInt(units) };
}

/** `ISIN US0378331005`, and in lines behind it what it is called: `/US/ACME` is an id of a scheme of the country’s or the sender’s. */
function instrumentIn(value: string): string {
  const lines = value.split('\n').map((line) => line.trim());
  const own = lines.map((line) => /^\/[A-Z]{2,4}\/(\S+)$/.exec(line)?.[1]).find(Boolean);
  const isin = /^ISIN ([A-Z]{2}[A-Z0-9]{9}\d)$/.exec(lines[0] ?? '')?.[1];
  const found = own ?? isin;
  if (found === undefined) throw new StatementError(`MT535: no instrument: ${lines[0] ?? ''}`);
  return found;
}
