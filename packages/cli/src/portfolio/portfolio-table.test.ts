import { expect, test } from 'vitest';
import { portfolioTable, type PortfolioAnswer } from './portfolio-table.ts';

const ANSWER: PortfolioAnswer = {
  accountId: 'alice',
  day: '2026-11-20',
  equity: '1012000',
  marketValue: '12000',
  unrealised: '2000',
  realised: '0',
  dayProfit: '-1500',
  cash: '1000000',
  reserved: '0',
  claims: '0',
  accountType: 'CASH',
  initialMargin: '0',
  maintenanceMargin: '0',
  excess: '1000000',
  marginCall: '0',
  buyingPower: '1000000',
  debit: '0',
  longExposure: '12000',
  shortExposure: '0',
  staleMarks: 1,
  positionCount: 2,
  positions: [
    {
      symbol: 'ACME',
      quantity: '10',
      cost: '10000',
      mark: '1200',
      markSource: 'PREVIOUS',
      stale: true,
      marketValue: '12000',
      unrealised: '2000',
      realised: '0',
      dayProfit: '-1500',
    },
    {
      symbol: 'GONE',
      quantity: '0',
      cost: '0',
      mark: null,
      markSource: null,
      stale: true,
      marketValue: '0',
      unrealised: '0',
      realised: '0',
      dayProfit: '0',
    },
  ],
};
const EXPOSURES = [
  { by: 'ASSET_CLASS', name: 'EQUITY', net: '12000' },
  { by: 'CURRENCY', name: 'USD', net: '12000' },
];

test('a portfolio has a line for each open position, says which marks are old, and the sums', () => {
  expect(portfolioTable(ANSWER, EXPOSURES).split('\n')).toEqual([
    'symbol  quantity  cost  mark  from              value  unrealised  realised  today',
    'ACME    10        1.00  0.12  previous (stale)  1.20   0.20        0.00      -0.15',
    '',
    'account       alice        day          2026-11-20',
    'equity        101.20       today        -0.15',
    'positions     1.20         unrealised   0.20',
    'cash          100.00       realised     0.00',
    'buying power  100.00       reserved     0.00',
    'debit         0.00         stale marks  1',
    'long          1.20         short        0.00',
    'exposure      equity 1.20',
  ]);
});

test('an account without positions is its cash', () => {
  expect(portfolioTable({ ...ANSWER, positions: [] })).toContain('no open positions');
});
