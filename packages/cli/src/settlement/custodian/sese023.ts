import { formatDecimal, USD } from '@bellwether/domain';
import { XMLBuilder } from 'fast-xml-parser';
import type { InstructionRow } from './rows.ts';

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  format: true,
});

/**
 * An instruction to deliver against payment to the central counterparty, partial delivery allowed, in the shape of ISO 20022
 * sese.023 (SecuritiesSettlementTransactionInstruction): whole units, USD. The same instruction has the same text.
 */
export function sese023(row: InstructionRow): string {
  const amount = BigInt(row.amount);
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    Document: {
      '@xmlns': 'urn:iso:std:iso:20022:tech:xsd:sese.023.001.11',
      SctiesSttlmTxInstr: {
        TxId: row.instructionId,
        SttlmTpAndAddtlParams: { SctiesMvmntTp: 'DELI', Pmt: 'APMT' },
        TradDtls: { SttlmDt: { Dt: { Dt: row.settlementDate } } },
        FinInstrmId: { OthrId: { Id: row.instrumentId, Tp: { Prtry: 'INSTRUMENT' } } },
        QtyAndAcctDtls: {
          SttlmQty: { Qty: { Unit: row.quantity } },
          SfkpgAcct: { Id: row.participant },
        },
        SttlmParams: { SctiesTxTp: { Cd: 'TRAD' }, PrtlSttlmInd: 'PART' },
        RcvgSttlmPties: { Pty1: { Id: { PrtryId: { Id: 'CCP', Issr: 'BELLWETHER' } } } },
        SttlmAmt: {
          Amt: { '@Ccy': USD, '#text': formatDecimal(amount < 0n ? -amount : amount) },
          // Who delivers is paid, unless what was agreed has become the other way round by netting.
          CdtDbtInd: amount < 0n ? 'DBIT' : 'CRDT',
        },
      },
    },
  });
}
