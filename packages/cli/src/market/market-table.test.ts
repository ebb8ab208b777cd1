import type { QuoteRow } from '@bellwether/market-data/contract';
import { expect, test } from 'vitest';
import { changeLine, marketTable, type Watched } from './market-table.ts';

const QUOTE: QuoteRow = {
  symbol: 'ACME',
  instrument: 0,
  bid: '1003600',
  bidSize: '800',
  bidVenues: ['north'],
  ask: null,
  askSize: '0',
  askVenues: [],
  last: '1004150',
  lastSize: '100',
  open: null,
  high: null,
  low: null,
  previousClose: null,
  volume: '165500',
  vwap: null,
  stale: null,
  locked: false,
  crossed: false,
  status: 'TRADING',
  eventTime: null,
  receivedAt: null,
};
const watched = (more: Partial<QuoteRow>): Watched => ({
  quote: { ...QUOTE, ...more },
  values: new Map([
    ['sma:14', '100.361234'],
    ['rsi:14', null],
  ]),
  lagMs: 37,
});

test('the table has a line for each symbol that was asked for, and says what is wrong with it', () => {
  const known = new Map([
    ['ACME', watched({})],
    ['GLOBEX', watched({ symbol: 'GLOBEX', stale: 'SILENT', locked: true, status: 'HALTED' })],
  ]);
  expect(marketTable(['ACME', 'GLOBEX', 'NOPE'], ['sma:14', 'rsi:14'], known).split('\n')).toEqual([
    'symbol  bid                        ask    last     volume  sma:14  rsi:14  lag',
    'ACME    100.36               ×800  –      100.415  165500  100.36  –       37 ms',
    'GLOBEX  100.36               ×800  –      100.415  165500  100.36  –       37 ms  stale: silent, locked, halted',
    'NOPE    no feed tells of it',
  ]);
});

test('a change for programs has everything as it was told', () => {
  expect(JSON.parse(changeLine(watched({})))).toEqual({
    ...QUOTE,
    indicators: { 'sma:14': '100.361234', 'rsi:14': null },
    lagMs: 37,
  });
});
