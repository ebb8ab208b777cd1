import { expect, test } from 'vitest';
import { parseDate } from '../../time/civil-date.ts';
import { instantOf, wall } from '../../time/new-york.ts';
import type { TradingFact } from '../../trading/facts.ts';
import { DEMONSTRATION_FIRM, type Firm } from '../firm.ts';
import type { Benchmark } from '../benchmark.ts';
import { customerReport } from './customer-report.ts';
import { RoutingFold } from './fold.ts';
import { publicReport, type MonthReport } from './public-report.ts';
import { percent, scaled } from './xml.ts';

const FIRM: Firm = {
  ...DEMONSTRATION_FIRM,
  houseAccounts: ['house'],
  sp500: [
    { from: '2026-01-01', symbols: ['AMZN'] },
    // Not on the first day of the quarter: it counts from the next one on.
    { from: '2026-10-02', symbols: ['AMZN', 'NEWCO'] },
  ],
  orderFlowPayments: [{ from: '2026-11-01', venue: 'XNAS', microUsd: 1_500 }],
};

const QUOTED: Benchmark = { bid: 2_000_000n, offer: 2_001_000n };
const UNQUOTED: Benchmark = { bid: undefined, offer: undefined };

type Step = readonly [day: string, hour: number, type: string, data: object, benchmark?: Benchmark];

const order = (orderId: string, more: object = {}): object => ({
  orderId,
  accountId: 'alice',
  instrumentId: 'AMZN',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'DAY',
  quantity: 100n,
  limitPrice: 2_001_000n,
  ...more,
});
const venueFee = (venue: bigint) => ({ commission: 0n, section31: 0n, taf: 0n, venue });

const STEPS: readonly Step[] = [
  ['2026-09-30', 9, 'InstrumentListed', { instrumentId: 'AMZN', symbol: 'AMZN' }],
  ['2026-09-30', 9, 'InstrumentListed', { instrumentId: 'NEWCO', symbol: 'NEWCO' }],
  [
    '2026-09-30',
    9,
    'InstrumentListed',
    { instrumentId: 'CALL', symbol: 'CALL', assetClass: 'OPTION', multiplier: 100 },
  ],
  // 23:59 Eastern of the last day of the quarter before is UTC’s first of October: none of this quarter.
  ['2026-09-30', 23, 'OrderAccepted', order('before')],
  [
    '2026-10-01',
    10,
    'OrderAccepted',
    order('market', { type: 'MARKET', timeInForce: 'IOC', limitPrice: 2_100_000n }),
  ],
  // At the offer is marketable, a step below is not; a sell at the bid is.
  ['2026-10-01', 10, 'OrderAccepted', order('at-offer')],
  ['2026-10-01', 10, 'OrderAccepted', order('below', { limitPrice: 2_000_900n })],
  ['2026-10-01', 10, 'OrderAccepted', order('at-bid', { side: 'SELL', limitPrice: 2_000_000n })],
  // A stop is other, and stays it when it is triggered and trades.
  ['2026-10-01', 10, 'OrderAccepted', order('stop', { type: 'STOP', stopPrice: 2_100_000n })],
  ['2026-10-01', 10, 'OrderTriggered', { orderId: 'stop' }],
  ['2026-10-01', 10, 'OrderAccepted', order('unquoted'), UNQUOTED],
  // A directed one is in the base alone; not held and the house’s are in nothing.
  ['2026-10-01', 10, 'OrderAccepted', order('directed', { directed: true })],
  ['2026-10-01', 10, 'OrderAccepted', order('not-held', { notHeld: true })],
  ['2026-10-01', 10, 'OrderAccepted', order('house', { accountId: 'house' })],
  // The market order takes 60 at XNAS for a fee of 0.18 USD and 40 here with a rebate of 0.04.
  [
    '2026-10-01',
    10,
    'OrderExecuted',
    { orderId: 'market', venue: 'XNAS', tradeId: '0-1', quantity: 60n, fees: venueFee(1_800n) },
  ],
  [
    '2026-10-01',
    10,
    'TradeExecuted',
    {
      tradeId: '0-2',
      buyOrderId: 'market',
      sellOrderId: 'at-bid',
      quantity: 40n,
      buyFees: venueFee(-400n),
      sellFees: venueFee(0n),
    },
  ],
  // A trade that is taken back pays nobody.
  [
    '2026-10-02',
    10,
    'TradeExecuted',
    {
      tradeId: '0-3',
      buyOrderId: 'at-offer',
      sellOrderId: 'at-bid',
      quantity: 60n,
      buyFees: venueFee(600n),
    },
  ],
  [
    '2026-10-02',
    11,
    'TradeBusted',
    {
      tradeId: '0-3',
      buyOrderId: 'at-offer',
      sellOrderId: 'at-bid',
      quantity: 60n,
      buyFees: venueFee(600n),
    },
  ],
  // Not yet a member: another stock. On the day on which clocks go back; XNAS pays for its flow from then on.
  ['2026-11-01', 1, 'OrderAccepted', order('newco', { instrumentId: 'NEWCO' })],
  [
    '2026-11-02',
    10,
    'OrderExecuted',
    { orderId: 'newco', venue: 'XNAS', tradeId: '0-4', quantity: 100n, fees: venueFee(3_000n) },
  ],
  // 49 999 USD of options count, 50 000 do not.
  [
    '2026-12-31',
    23,
    'OrderAccepted',
    order('option', { instrumentId: 'CALL', quantity: 1n, limitPrice: 4_999_900n }),
  ],
  [
    '2026-12-31',
    23,
    'OrderAccepted',
    order('large', { instrumentId: 'CALL', quantity: 1n, limitPrice: 5_000_000n }),
  ],
];

function folded() {
  const fold = new RoutingFold(FIRM, { from: '2026-10', to: '2026-12' });
  STEPS.forEach(([day, hour, type, data, benchmark = QUOTED], n) => {
    const fact = { type, data } as unknown as TradingFact;
    const at = instantOf(parseDate(day), wall(hour, 59));
    fold.add({ fact, position: BigInt(n), index: 0, at }, benchmark);
  });
  return fold.orders();
}

const sectionOf = (months: readonly MonthReport[], month: string, section: string) => {
  const found = months
    .find((one) => one.month === month)
    ?.sections.find((one) => one.section === section);
  if (found === undefined) throw new Error(`no ${month} ${section}`);
  return found;
};

test('a quarter comes to the figures that its orders come to by hand', () => {
  const { months } = publicReport(FIRM, 2026, 4, folded());
  const october = sectionOf(months, '2026-10', 'SP500');
  expect(october.orders).toBe(7);
  // 6 of 7, and of these 1, 2, 1 and 2 of 6: 16.67 + 33.33 + 16.67 + 33.33.
  expect(percent(october.nonDirected.hundredths)).toBe('85.71');
  const shares = Object.values(october.classes).map(({ hundredths }) => hundredths);
  expect(shares.map(percent)).toEqual(['16.67', '33.33', '16.67', '33.33']);
  expect(shares.reduce((a, b) => a + b)).toBe(10_000n);
  expect(october.classes.MARKETABLE_LIMIT.orderIds).toEqual(['at-offer', 'at-bid']);
  expect(october.classes.OTHER.orderIds).toEqual(['stop', 'unquoted']);
  expect(october.unclassified).toEqual(['unquoted']);
});

test('venues have the orders that they executed, and are paid for executed shares', () => {
  const { months } = publicReport(FIRM, 2026, 4, folded());
  const [own, nasdaq, ...others] = sectionOf(months, '2026-10', 'SP500').venues;
  expect([own?.mic, nasdaq?.mic, others]).toEqual(['BELL', 'XNAS', []]);
  expect(own?.all.orderIds.length).toBe(6);
  expect(nasdaq?.all.orderIds).toEqual(['market']);
  // −0.18 USD for 60 shares: −0.30 USD for a hundred. 0.04 USD for 40 shares: 0.10 USD.
  expect([nasdaq?.classes.MARKET.cents, nasdaq?.classes.MARKET.perHundred]).toEqual([
    -18n,
    -300_000n,
  ]);
  expect([own?.classes.MARKET.cents, own?.classes.MARKET.perHundred]).toEqual([4n, 100_000n]);
  expect(own?.classes.MARKETABLE_LIMIT.cents).toBe(0n);
  // 0.30 USD of fees less 0.15 USD of payment for order flow.
  const [november] = sectionOf(months, '2026-11', 'OTHER_STOCKS').venues;
  expect([november?.mic, november?.classes.MARKETABLE_LIMIT.cents]).toEqual(['XNAS', -15n]);
  expect(scaled(november?.classes.MARKETABLE_LIMIT.perHundred ?? 0n, 4)).toBe('-15.0000');
});

test('options below 50 000 USD are reported, and the day of an order is Eastern', () => {
  const { months } = publicReport(FIRM, 2026, 4, folded());
  expect(sectionOf(months, '2026-12', 'OPTIONS').nonDirected.orderIds).toEqual(['option']);
  expect(months.flatMap(({ sections }) => sections.map(({ orders }) => orders))).toEqual([
    7, 0, 0, 0, 1, 0, 0, 0, 1,
  ]);
});

test('a customer is told where each order went', () => {
  const days = { from: '2026-10-01', to: '2026-10-31' };
  const { sections } = customerReport(FIRM, 'alice', days, folded());
  const [held, notHeld, options] = sections;
  expect(
    held?.orders.map(({ orderId, routes }) => [orderId, ...routes.map(({ mic }) => mic)]),
  ).toEqual([
    ['market', 'XNAS', 'BELL'],
    ['at-offer', 'BELL'],
    ['below', 'BELL'],
    ['at-bid', 'BELL'],
    ['stop', 'BELL'],
    ['unquoted', 'BELL'],
    ['directed', 'BELL'],
  ]);
  expect(notHeld?.orders.map(({ orderId }) => orderId)).toEqual(['not-held']);
  expect(options?.orders).toEqual([]);
});
