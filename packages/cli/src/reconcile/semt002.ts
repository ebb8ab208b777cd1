import type { StatementLine } from '@bellwether/domain';
import { element, elements, StatementError, text, type XmlNode } from '../statements/xml.ts';

/**
 * Shares of a custody statement of holdings (ISO 20022 semt.002): the aggregate balance of each instrument, by whole units.
 * @throws StatementError where it is not one, or a page of it is missing.
 */
export function semt002(document: XmlNode): readonly StatementLine[] {
  const report = element(document, 'SctiesBalCtdyRpt');
  if (text(report, 'Pgntn/LastPgInd', 'true') !== 'true')
    throw new StatementError('semt.002: its last page is missing');
  const owner = text(report, 'SfkpgAcct/Id');
  return elements(report, 'BalForAcct').map((balance) => {
    const id = text(balance, 'FinInstrmId/OthrId/Id', '') || text(balance, 'FinInstrmId/ISIN');
    const units = text(balance, 'AggtBal/Qty/Qty/Qty/Unit');
    if (!/^\d{1,15}(\.0+)?$/.test(units))
      throw new StatementError(`semt.002 ${id}: ${units} are no whole units`);
    const isShort = text(balance, 'AggtBal/ShrtLngInd', 'LONG') === 'SHOR';
    const amount = BigInt(units.split('.')[0] ?? '');
    return { owner, commodity: id, amount: isShort ? -amount : amount };
  });
}
