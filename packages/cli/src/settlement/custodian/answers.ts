import { INSTRUCTION_ID_PATTERN, type Confirmation } from '@bellwether/domain';
import { csvRows, type ColumnMap } from '../../statements/csv.ts';
import { element, StatementError, text, type XmlNode } from '../../statements/xml.ts';

/** Columns of a custodian's answers as a table; `reference` may be absent. */
export const ANSWER_COLUMNS = ['instruction', 'quantity', 'reference'] as const;

/**
 * The answer of an ISO 20022 sese.025 (SecuritiesSettlementTransactionConfirmation): what was delivered of an instruction that
 * is ours, in whole units. Any version: the elements that are read are the same in all of them.
 * @throws StatementError where it is not one, or confirms something else.
 */
export function sese025(document: XmlNode): Confirmation {
  const confirmation = element(document, 'SctiesSttlmTxConf');
  const id = text(confirmation, 'TxIdDtls/AcctOwnrTxId');
  if (text(confirmation, 'TxIdDtls/SctiesMvmntTp', 'DELI') !== 'DELI')
    throw new StatementError(`sese.025 ${id}: it confirms a receipt, and none was instructed`);
  const units = text(confirmation, 'QtyAndAcctDtls/SttldQty/Qty/Unit');
  const reference = text(confirmation, 'TxIdDtls/AcctSvcrTxId', '');
  return answer(`sese.025 ${id}`, id, units, reference);
}

/** Answers of a table with a header, one for each instruction. @throws StatementError with the line that is wrong. */
export function csvAnswers(
  source: string,
  columns: ColumnMap<(typeof ANSWER_COLUMNS)[number]> = {},
): readonly Confirmation[] {
  return csvRows(source, columns, ['instruction', 'quantity']).map(({ value, line }) =>
    answer(line, value('instruction'), value('quantity'), value('reference')),
  );
}

function answer(where: string, id: string, units: string, reference: string): Confirmation {
  if (!new RegExp(INSTRUCTION_ID_PATTERN).test(id))
    throw new StatementError(`${where}: ${id || 'nothing'} is no instruction of ours`);
  if (!/^\d{1,9}(\.0+)?$/.test(units))
    throw new StatementError(`${where}: ${units || 'nothing'} are no whole units`);
  const quantity = BigInt(units.split('.')[0] ?? '');
  return { instructionId: id, quantity, ...(reference === '' ? {} : { reference }) };
}
