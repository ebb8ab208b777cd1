import { compareTrades } from '@bellwether/domain';
import { expect, test } from 'vitest';
import { parseColumns } from '../statements/csv.ts';
import { ourSides, type DayTradeRow } from './our-trades.ts';
import { streetFile, STREET_COLUMNS } from './street-file.ts';

const HEADER = 'account,instrument,side,settlement,quantity,amount,reference';
const LINE = 'alice,ACME,B,2026-12-01,100,1000.50,0-7';

test('a street file has a side of a trade on each line, under names of its own', () => {
  const named = parseColumns('account=Acct,instrument=Sym,side=BS,settlement=SD', STREET_COLUMNS);
  const source = 'Acct,Sym,BS,SD,quantity,amount\nalice,ACME,2,2026-12-01,100,1000.5\n';
  expect(streetFile(source, named)).toEqual([
    {
      owner: 'alice',
      instrument: 'ACME',
      side: 'SELL',
      settlementDate: '2026-12-01',
      quantity: 100n,
      amount: 10_005_000n,
    },
  ]);
});

test.each([
  ['account,instrument\nalice,ACME\n', 'there is no column side'],
  [`${HEADER}\n${LINE.replace(',B,', ',X,')}\n`, 'line 2: X is no side'],
  [`${HEADER}\n${LINE.replace(',100,', ',100.5,')}\n`, 'line 2: 100.5 is no quantity'],
  [`${HEADER}\n${LINE.replace('1000.50', '-1')}\n`, 'line 2: -1 is no amount'],
  [`${HEADER}\n${LINE.replace('2026-12-01', '12/1')}\n`, 'line 2: 12/1 is no settlement'],
  [`${HEADER}\n${LINE.replace('alice', '')}\n`, 'line 2: nothing is no account'],
])('%j is refused with what and where', (source, words) => {
  expect(() => streetFile(source)).toThrow(words);
});

test('a trade of two accounts has two sides, one at a venue has one; the same file has no break', () => {
  const row: DayTradeRow = {
    tradeId: '0-7',
    instrumentId: 'ACME',
    tradeDate: '2026-11-30',
    settlementDate: '2026-12-01',
    quantity: '100',
    principal: '10005000',
    buyAccountId: 'alice',
    sellAccountId: 'bob',
  };
  const venue = { ...row, tradeId: '0-8', settlementDate: null, sellAccountId: null };
  const ours = ourSides([row, venue]);
  expect(ours.map((one) => `${one.owner} ${one.side} ${one.settlementDate}`)).toEqual([
    'alice BUY 2026-12-01',
    'bob SELL 2026-12-01',
    'alice BUY 2026-11-30',
  ]);
  const source = [
    HEADER,
    LINE,
    LINE.replace('alice', 'bob').replace(',B,', ',S,'),
    'alice,ACME,1,2026-11-30,60,600,',
    'alice,ACME,1,2026-11-30,40,400.5,',
  ].join('\n');
  expect(compareTrades(ours, streetFile(source), 0n)).toEqual({ items: 3, matched: 3, breaks: [] });
});
