import { describe, expect, test } from 'vitest';
import { camt053 } from './camt053.ts';
import { parseColumns } from '../statements/csv.ts';
import { csvStatement, STATEMENT_COLUMNS } from './csv-statement.ts';
import { semt002 } from './semt002.ts';
import { breaksText, statementsText } from './texts.ts';
import { parseXml } from '../statements/xml.ts';

const bank = (balance: string, more = ''): string => `<?xml version="1.0"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
  <GrpHdr><MsgId>M1</MsgId></GrpHdr>
  <Stmt><Id>S1</Id>${more}
    <Acct><Id><Othr><Id>alice</Id></Othr></Id></Acct>
    <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">5.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></Bal>
    ${balance}
  </Stmt>
</BkToCstmrStmt></Document>`;
const CLOSING = (amount: string, side: string): string =>
  `<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">${amount}</Amt><CdtDbtInd>${side}</CdtDbtInd></Bal>`;

describe('a camt.053', () => {
  test.each([
    ['CRDT', 12_345_600n],
    ['DBIT', -12_345_600n],
  ])('has the closing balance of each account, %s', (side, amount) => {
    expect(camt053(parseXml(bank(CLOSING('1234.56', side))))).toEqual([
      { owner: 'alice', commodity: 'USD', amount, reference: 'S1' },
    ]);
  });

  test('has any prefix and any currency', () => {
    const prefixed = bank(CLOSING('7', 'CRDT').replace('USD', 'EUR'))
      .replaceAll(/<(\/?)([A-Z])/g, '<$1ns:$2')
      .replace('xmlns=', 'xmlns:ns=');
    expect(camt053(parseXml(prefixed))).toMatchObject([{ commodity: 'EUR', amount: 70_000n }]);
  });

  test.each([
    ['without a closing balance', bank(''), 'no closing balance'],
    [
      'of which the last page is missing',
      bank(
        CLOSING('1', 'CRDT'),
        '<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>',
      ),
      'its last page is missing',
    ],
    ['that is another document', '<Document><Other/></Document>', 'there is no BkToCstmrStmt'],
    ['that is cut', bank('').slice(0, 200), 'not XML'],
    [
      'with entities that grow',
      `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>${bank('')}`,
      'no document type and no entities',
    ],
  ])('%s is refused', (_what, source, words) => {
    expect(() => camt053(parseXml(source))).toThrow(words);
  });
});

describe('a semt.002', () => {
  const custody = (balances: string, last = 'true'): string =>
    `<Document><SctiesBalCtdyRpt><Pgntn><PgNb>1</PgNb><LastPgInd>${last}</LastPgInd></Pgntn>
     <SfkpgAcct><Id>alice</Id></SfkpgAcct>${balances}</SctiesBalCtdyRpt></Document>`;
  const holding = (id: string, units: string, side = ''): string =>
    `<BalForAcct><FinInstrmId>${id}</FinInstrmId><AggtBal>${side}<Qty><Qty><Qty><Unit>${units}</Unit></Qty></Qty></Qty></AggtBal></BalForAcct>`;

  test('has the holdings of an account, long and short', () => {
    const source = custody(
      holding('<OthrId><Id>ACME</Id></OthrId>', '100') +
        holding('<ISIN>US0378331005</ISIN>', '7.0', '<ShrtLngInd>SHOR</ShrtLngInd>'),
    );
    expect(semt002(parseXml(source))).toEqual([
      { owner: 'alice', commodity: 'ACME', amount: 100n },
      { owner: 'alice', commodity: 'US0378331005', amount: -7n },
    ]);
  });

  test('without its last page, or with parts of units, is refused', () => {
    expect(() => semt002(parseXml(custody('', 'false')))).toThrow('last page');
    const parts = custody(holding('<ISIN>US0378331005</ISIN>', '7.5'));
    expect(() => semt002(parseXml(parts))).toThrow('no whole units');
  });
});

describe('a table', () => {
  test('has columns of its own names, in any order', () => {
    const columns = parseColumns(
      'owner=Account,commodity=Symbol,amount=Qty,reference=Ref',
      STATEMENT_COLUMNS,
    );
    const source = 'Ref,Qty,Symbol,Account\r\nR1,-5,ACME,alice\r\n,1234.5,USD,bob\r\n';
    expect(csvStatement(source, columns)).toEqual([
      { owner: 'alice', commodity: 'ACME', amount: -5n, reference: 'R1' },
      { owner: 'bob', commodity: 'USD', amount: 12_345_000n },
    ]);
  });

  test.each([
    ['owner,commodity\na,b\n', 'there is no column amount'],
    ['owner,commodity,amount\nalice,ACME,1.5\n', 'line 2: 1.5 is no number of units'],
    ['owner,commodity,amount\nalice,USD,12 000\n', 'line 2: 12 000 is no amount of USD'],
    ['owner,commodity,amount\n,USD,1\n', 'line 2: whose'],
    ['owner,commodity,amount\n"alice,USD,1\n', 'not CSV'],
  ])('that is wrong is refused with what and where: %j', (source, words) => {
    expect(() => csvStatement(source)).toThrow(words);
  });

  test('with columns that there are none of is refused', () => {
    expect(() => parseColumns('who=Account', STATEMENT_COLUMNS)).toThrow('columns are owner');
  });
});

test('statements and breaks are a line each', () => {
  const found = { breakKind: 'CASH', owner: 'alice', commodity: 'USD', ours: '10000', theirs: '0' };
  const row = { statementId: 'C1', number: 1, ...found, status: 'EXPLAINED', note: 'late' };
  expect(breaksText([row]).split('\n')[1]?.split(/ {2,}/)).toEqual([
    'C1/1',
    'cash',
    'alice',
    'USD',
    '1.00',
    '0.00',
    'explained: late',
  ]);
  expect(breaksText([])).toBe('nothing differs');
  expect(statementsText([])).toBe('no statement was reconciled yet');
});
