import { parseDecimal, type StatementLine } from '@bellwether/domain';
import {
  element,
  elements,
  attribute,
  StatementError,
  text,
  type XmlNode,
} from '../statements/xml.ts';

/**
 * Cash of a bank-to-customer statement (ISO 20022 camt.053): the closing booked balance of each account. Any version: the elements that
 * are read are the same in all of them.
 * @throws StatementError where it is not one, or a page of it is missing.
 */
export function camt053(document: XmlNode): readonly StatementLine[] {
  const statements = elements(element(document, 'BkToCstmrStmt'), 'Stmt');
  if (statements.length === 0) throw new StatementError('camt.053: there is no Stmt');
  return statements.map((statement) => {
    const id = text(statement, 'Id');
    if (text(statement, 'StmtPgntn/LastPgInd', 'true') !== 'true')
      throw new StatementError(`camt.053 ${id}: its last page is missing`);
    const closing = elements(statement, 'Bal').find(
      (balance) => text(balance, 'Tp/CdOrPrtry/Cd', '') === 'CLBD',
    );
    if (closing === undefined)
      throw new StatementError(`camt.053 ${id}: no closing balance (CLBD)`);
    const owner = text(statement, 'Acct/Id/Othr/Id', '') || text(statement, 'Acct/Id/IBAN');
    const amount = parseDecimal(text(closing, 'Amt'));
    const isDebit = text(closing, 'CdtDbtInd') === 'DBIT';
    return {
      owner,
      commodity: attribute(element(closing, 'Amt'), 'Ccy'),
      amount: isDebit ? -amount : amount,
      reference: id,
    };
  });
}
