import { describe, expect, test } from 'vitest';
import { parseColumns } from '../../statements/csv.ts';
import { parseDocuments } from '../../statements/xml.ts';
import { ANSWER_COLUMNS, csvAnswers, sese025 } from './answers.ts';
import { instructionsCsv, instructionsText, type InstructionRow } from './rows.ts';
import { sese023 } from './sese023.ts';

const ID = '2026-12-01-1.1.17';
const ROW: InstructionRow = {
  instructionId: ID,
  settlementDate: '2026-12-01',
  participant: '@XNAS',
  instrumentId: 'ACME',
  quantity: '100',
  amount: '10005000',
  status: 'INSTRUCTED',
  confirmed: null,
  reference: null,
};

describe('an instruction', () => {
  test('is a sese.023 to deliver whole units against payment, in part if need be', () => {
    // Written out by hand after the message's definition.
    expect(sese023(ROW).replaceAll(/>\s+</g, '><').trim()).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:sese.023.001.11"><SctiesSttlmTxInstr>',
        '<TxId>2026-12-01-1.1.17</TxId>',
        '<SttlmTpAndAddtlParams><SctiesMvmntTp>DELI</SctiesMvmntTp><Pmt>APMT</Pmt></SttlmTpAndAddtlParams>',
        '<TradDtls><SttlmDt><Dt><Dt>2026-12-01</Dt></Dt></SttlmDt></TradDtls>',
        '<FinInstrmId><OthrId><Id>ACME</Id><Tp><Prtry>INSTRUMENT</Prtry></Tp></OthrId></FinInstrmId>',
        '<QtyAndAcctDtls><SttlmQty><Qty><Unit>100</Unit></Qty></SttlmQty><SfkpgAcct><Id>@XNAS</Id></SfkpgAcct></QtyAndAcctDtls>',
        '<SttlmParams><SctiesTxTp><Cd>TRAD</Cd></SctiesTxTp><PrtlSttlmInd>PART</PrtlSttlmInd></SttlmParams>',
        '<RcvgSttlmPties><Pty1><Id><PrtryId><Id>CCP</Id><Issr>BELLWETHER</Issr></PrtryId></Id></Pty1></RcvgSttlmPties>',
        '<SttlmAmt><Amt Ccy="USD">1000.50</Amt><CdtDbtInd>CRDT</CdtDbtInd></SttlmAmt>',
        '</SctiesSttlmTxInstr></Document>',
      ].join(''),
    );
  });

  test('that has become to be paid for by who delivers says so', () => {
    expect(sese023({ ...ROW, amount: '-5000' })).toContain('<Amt Ccy="USD">0.50</Amt>');
    expect(sese023({ ...ROW, amount: '-5000' })).toContain('<CdtDbtInd>DBIT</CdtDbtInd>');
  });

  test('is a line of a table, for programs and for people', () => {
    expect(instructionsCsv([ROW]).split('\n')).toEqual([
      'instruction,settlementDate,account,instrument,quantity,amount,currency',
      `${ID},2026-12-01,@XNAS,ACME,100,1000.50,USD`,
      '',
    ]);
    const answered = { ...ROW, confirmed: '60', reference: 'C-9' };
    expect(instructionsText([answered]).split('\n')[1]?.split(/ {2,}/)).toEqual([
      ID,
      '@XNAS',
      'ACME',
      '100',
      '1000.50',
      '60',
      'C-9',
    ]);
  });
});

const confirmation = (units: string, id = ID, movement = 'DELI'): string =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:sese.025.001.10"><SctiesSttlmTxConf>
   <TxIdDtls><AcctOwnrTxId>${id}</AcctOwnrTxId><AcctSvcrTxId>C-9</AcctSvcrTxId>
     <SctiesMvmntTp>${movement}</SctiesMvmntTp><Pmt>APMT</Pmt></TxIdDtls>
   <QtyAndAcctDtls><SttldQty><Qty><Unit>${units}</Unit></Qty></SttldQty></QtyAndAcctDtls>
   </SctiesSttlmTxConf></Document>`;

describe('an answer', () => {
  test('is a sese.025 with what was delivered', () => {
    expect(parseDocuments(confirmation('60.0')).map(sese025)).toEqual([
      { instructionId: ID, quantity: 60n, reference: 'C-9' },
    ]);
  });

  test('may come with others in one file that carries documents', () => {
    const carried = `<Xchg><Pyld>${confirmation('60')}</Pyld><Pyld>${confirmation('0', '2026-12-01-1.2.1')}</Pyld></Xchg>`;
    expect(parseDocuments(carried).map(sese025)).toMatchObject([
      { instructionId: ID, quantity: 60n },
      { instructionId: '2026-12-01-1.2.1', quantity: 0n },
    ]);
  });

  test.each([
    ['of parts of a share', confirmation('60.5'), 'no whole units'],
    ['below nothing', confirmation('-1'), 'no whole units'],
    ['to an instruction of somebody else', confirmation('1', 'X-1'), 'no instruction of ours'],
    ['of a receipt', confirmation('1', ID, 'RECE'), 'confirms a receipt'],
    ['that is another message', '<Document><Other/></Document>', 'there is no SctiesSttlmTxConf'],
    ['that is cut', confirmation('1').slice(0, 100), 'not XML'],
    [
      'with entities',
      `<!DOCTYPE d [<!ENTITY a "1">]>${confirmation('&a;')}`,
      'no document type and no entities',
    ],
  ])('%s is refused', (_what, source, words) => {
    expect(() => parseDocuments(source).map(sese025)).toThrow(words);
  });

  test('is a line of a table with columns of its own names', () => {
    const columns = parseColumns('instruction=Ref,quantity=Qty,reference=Id', ANSWER_COLUMNS);
    expect(csvAnswers(`Qty,Ref,Id\n60,${ID},C-9\n`, columns)).toEqual([
      { instructionId: ID, quantity: 60n, reference: 'C-9' },
    ]);
    expect(() => csvAnswers(`instruction,quantity\n${ID},\n`)).toThrow('line 2: nothing are no');
    // Empty lines count, as in an editor.
    expect(() => csvAnswers(`instruction,quantity\n\n\n${ID},\n`)).toThrow('line 4: nothing');
    expect(() => csvAnswers('instruction\n')).not.toThrow();
    expect(() => csvAnswers(`instruction\n${ID}\n`)).toThrow('there is no column quantity');
  });
});
