import { parseDate, parseDecimal } from '@bellwether/domain';
import { describe, test } from 'vitest';
import { specificationOf } from '../test/process-spec.ts';
import { marketHalt } from './market-halt.ts';

const { whenFact } = specificationOf(marketHalt);
const sessionDate = parseDate('2026-11-20');
const halted = {
  sessionDate,
  level: 1,
  value: parseDecimal('4600'),
  previousClose: parseDecimal('5000'),
  at: 1_000n,
};

describe('a market-wide halt', () => {
  test('is ended when its time is over, not before', () => {
    whenFact({ type: 'MarketHalted', data: { ...halted, until: 2_000n } }).thenSends({
      command: { type: 'ResumeMarket', data: { sessionDate } },
      notBefore: 2_000n,
    });
  });

  test('of level 3 lasts for the day', () => {
    whenFact({ type: 'MarketHalted', data: { ...halted, level: 3 } }).thenNothing();
  });

  test('is nothing else’s matter', () => {
    whenFact({ type: 'MarketResumed', data: { sessionDate, at: 2_000n } }).thenNothing();
  });
});
