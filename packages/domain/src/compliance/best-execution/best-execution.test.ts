import { describe, expect, test } from 'vitest';
import type { TradingFact } from '../../trading/facts.ts';
import { DEMONSTRATION_FIRM } from '../firm.ts';
import { ExecutionJudge, type JudgedExecution, type QuotesAt } from './fold.ts';
import { reviewOf } from './review.ts';

const NONE = { bid: undefined, offer: undefined };
const quotesOf = (own: QuotesAt['own'], away: QuotesAt['away'], best = own): QuotesAt => ({
  own,
  away,
  best,
});
/** 10.00 to 10.10 here. */
const OWN = { bid: 100_000n, offer: 101_000n };
const QUIET = quotesOf(OWN, NONE);

type Step = readonly [at: bigint, type: string, data: object, quotes?: QuotesAt];

function judged(steps: readonly Step[]): readonly JudgedExecution[] {
  const judge = new ExecutionJudge({ ...DEMONSTRATION_FIRM, houseAccounts: ['house'] });
  return steps.flatMap(([at, type, data, quotes = QUIET], n) => {
    const fact = { type, data } as unknown as TradingFact;
    return judge.add({ fact, position: BigInt(n), index: 0, at }, quotes);
  });
}

const order = (orderId: string, more: object = {}): object => ({
  orderId,
  accountId: 'alice',
  instrumentId: 'AMZN',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'DAY',
  quantity: 100n,
  limitPrice: 102_000n,
  ...more,
});
const trade = (
  buyOrderId: string,
  sellOrderId: string,
  price: bigint,
  more: object = {},
): object => ({
  tradeId: '0-1',
  instrumentId: 'AMZN',
  buyOrderId,
  sellOrderId,
  price,
  quantity: 100n,
  aggressor: 'BUY',
  buyLeaves: 0n,
  sellLeaves: 0n,
  ...more,
});
const evidenceOf = (executions: readonly JudgedExecution[]) =>
  executions.map(({ orderId, evidence }) => [
    orderId,
    ...evidence.map(({ finding, quote, worseBy }) => `${finding} ${quote} ${worseBy}`),
  ]);

describe('an execution', () => {
  const resting: Step = [
    1n,
    'OrderAccepted',
    order('sell', { side: 'SELL', limitPrice: 101_000n }),
  ];

  test('at the offer has nothing against it', () => {
    const steps: Step[] = [
      resting,
      [2n, 'OrderAccepted', order('buy')],
      [2n, 'TradeExecuted', trade('buy', 'sell', 101_000n)],
    ];
    expect(evidenceOf(judged(steps))).toEqual([['buy'], ['sell']]);
  });

  test('a step through a quote of another venue is a trade through, of one side alone', () => {
    const away = quotesOf(OWN, { bid: 100_000n, offer: 100_900n });
    const steps: Step[] = [
      resting,
      [2n, 'OrderAccepted', order('buy')],
      [2n, 'TradeExecuted', trade('buy', 'sell', 101_000n), away],
    ];
    expect(evidenceOf(judged(steps))).toEqual([['buy', 'TRADE_THROUGH 100900 100'], ['sell']]);
  });

  test('that takes beyond what was quoted at receipt is outside; later, or in an auction, it is not', () => {
    const accepted: Step = [2n, 'OrderAccepted', order('buy')];
    const beyond = trade('buy', 'sell', 101_500n);
    expect(evidenceOf(judged([resting, accepted, [2n, 'TradeExecuted', beyond]]))).toEqual([
      ['buy', 'OUTSIDE_AT_RECEIPT 101000 500'],
      ['sell'],
    ]);
    expect(evidenceOf(judged([resting, accepted, [3n, 'TradeExecuted', beyond]]))).toEqual([
      ['buy'],
      ['sell'],
    ]);
    const auction = { ...beyond, auction: true };
    expect(evidenceOf(judged([resting, accepted, [2n, 'TradeExecuted', auction]]))).toEqual([
      ['buy'],
      ['sell'],
    ]);
  });

  test('at a venue whose price was worse than our own book’s says so', () => {
    const steps: Step[] = [
      [2n, 'OrderAccepted', order('sell', { side: 'SELL', limitPrice: 99_000n })],
      [
        2n,
        'OrderExecuted',
        {
          orderId: 'sell',
          instrumentId: 'AMZN',
          tradeId: '0-1',
          venue: 'XNAS',
          liquidity: 'ROUTED',
          price: 99_900n,
          quantity: 100n,
          leaves: 0n,
        },
      ],
    ];
    expect(evidenceOf(judged(steps))).toEqual([
      ['sell', 'OUTSIDE_AT_RECEIPT 100000 100', 'OWN_BOOK_WAS_BETTER 100000 100'],
    ]);
  });

  test('of the house, at a price that satisfies a customer who waits, is before a customer', () => {
    const waits: Step = [1n, 'OrderAccepted', order('customer', { limitPrice: 101_000n })];
    const house: Step = [2n, 'OrderAccepted', order('house', { accountId: 'house' })];
    const sold: Step = [3n, 'TradeExecuted', trade('house', 'sell', 101_000n)];
    expect(evidenceOf(judged([resting, waits, house, sold]))[0]).toEqual([
      'house',
      'CUSTOMER_PRIORITY 101000 0',
    ]);
    // A lower limit would not have been satisfied, and what has ended waits no more.
    const replaced: Step = [2n, 'OrderReplaced', { orderId: 'customer', limitPrice: 100_900n }];
    const cancelled: Step = [2n, 'OrderCancelled', { orderId: 'customer' }];
    expect(evidenceOf(judged([resting, waits, house, replaced, sold]))[0]).toEqual(['house']);
    expect(evidenceOf(judged([resting, waits, house, cancelled, sold]))[0]).toEqual(['house']);
  });
});

test('the review recommends a venue that was better for thirty executions, and no sooner', () => {
  const many = (venue: string, price: bigint, count: number): JudgedExecution[] =>
    Array.from({ length: count }, (_, n) => ({
      tradeId: `${venue}-${n}`,
      orderId: `${venue}-${n}`,
      accountId: 'alice',
      instrumentId: 'AMZN',
      side: 'BUY',
      venue,
      orderClass: 'MARKET',
      price,
      quantity: 100n,
      position: BigInt(n),
      at: 0n,
      atReceipt: OWN,
      evidence: [],
    }));
  // 0.05 worse than the offer at one, 0.01 better at the other: 0.06 a share.
  const lines = reviewOf([...many('XAAA', 101_500n, 30), ...many('XBBB', 100_900n, 30)]);
  expect(
    lines.map(({ venue, size, shares, improvedShares, worsePerShare, recommended }) => [
      venue,
      size,
      shares,
      improvedShares,
      worsePerShare,
      recommended,
    ]),
  ).toEqual([
    ['XAAA', 1_000n, 3_000n, 0n, 500n, { venue: 'XBBB', betterBy: 600n }],
    ['XBBB', 1_000n, 3_000n, 3_000n, -100n, undefined],
  ]);
  const fewer = reviewOf([...many('XAAA', 101_500n, 30), ...many('XBBB', 100_900n, 29)]);
  expect(fewer.map(({ recommended }) => recommended)).toEqual([undefined, undefined]);
});
