import {
  parseDate,
  parseDecimal,
  type FollowedFact,
  type InstrumentId,
  type Phase,
} from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import {
  AMZN,
  buy,
  factsOf,
  openMarket,
  sell,
  TEN_O_CLOCK,
  told,
  type Market,
} from './support/market.ts';

const usd = parseDecimal;
const today = parseDate('2026-11-20');

describe('a market-wide halt', () => {
  const halt = (level: number): FollowedFact => ({
    type: 'MarketHalted',
    data: {
      sessionDate: today,
      level,
      value: usd('4600'),
      previousClose: usd('5000'),
      at: TEN_O_CLOCK,
      ...(level < 3 ? { until: TEN_O_CLOCK + 900_000_000_000n } : {}),
    },
  });
  const resume: FollowedFact = {
    type: 'MarketResumed',
    data: { sessionDate: today, at: TEN_O_CLOCK },
  };
  const phase = (market: Market): Phase | undefined =>
    market.partition.state.instruments.get(AMZN)?.phase;

  test('collects orders until its reopening auction, and lets cancels through', async () => {
    const market = await openMarket();
    await market.follow(halt(1));
    expect(phase(market)).toBe('MWCB_HALT');
    const [bought, sold, immediate] = await market.send(
      buy(1, 5n, '101'),
      sell(2, 5n, '99'),
      buy(3, 1n, '101', { tif: 'IOC' }),
    );
    expect([bought, sold, immediate].map(told)).toEqual([
      'accepted 0/5',
      'accepted 0/5',
      'rejected INSTRUMENT_HALTED',
    ]);
    await market.follow(resume);
    expect(phase(market)).toBe('CONTINUOUS');
    expect(factsOf(market.journal.at(-1))).toEqual([
      'MarketResumptionAdopted',
      'PhaseChanged',
      expect.stringMatching(/^trade 5 @ /),
      'AuctionCompleted',
      'PhaseChanged',
    ]);
  });

  test('leaves an instrument halted that has a halt of its own', async () => {
    const market = await openMarket();
    await market.follow({
      type: 'InstrumentHalted',
      data: { instrumentId: AMZN, reason: 'NEWS_PENDING' },
    });
    await market.follow(halt(1));
    expect(phase(market)).toBe('HALTED');
    await market.follow(resume);
    expect(phase(market)).toBe('HALTED');
  });

  test('holds what is listed meanwhile', async () => {
    const market = await openMarket();
    await market.follow(halt(2));
    await market.follow({
      type: 'InstrumentListed',
      data: {
        instrumentId: 'LATE' as InstrumentId,
        symbol: 'LATE',
        tickSize: 100n,
        referencePrice: usd('10'),
        maxOrderQuantity: 100n,
      },
    });
    expect(market.partition.state.instruments.get('LATE' as InstrumentId)?.phase).toBe('MWCB_HALT');
  });

  test('of level 3 ends with the day: the books close, and open on the next one', async () => {
    const market = await openMarket();
    const enter = (sessionDate: string, next: Phase): Promise<void> =>
      market.follow({
        type: 'SessionPhaseEntered',
        data: { sessionDate: parseDate(sessionDate), phase: next },
      });
    await enter('2026-11-20', 'PRE_OPEN');
    await enter('2026-11-20', 'OPENING_AUCTION');
    await enter('2026-11-20', 'CONTINUOUS');
    await market.follow(halt(3));
    await enter('2026-11-20', 'CLOSING_AUCTION');
    expect(phase(market)).toBe('MWCB_HALT');
    await enter('2026-11-20', 'POST_CLOSE');
    await enter('2026-11-20', 'CLOSED');
    expect(phase(market)).toBe('CLOSED');
    await enter('2026-11-23', 'PRE_OPEN');
    expect(phase(market)).toBe('PRE_OPEN');
  });
});
