import { describe, test } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import type { InstrumentId, TradeId } from '../kernel/ids.ts';
import type { TradeExecutedFact } from '../orders/facts.ts';
import { parseDate } from '../time/civil-date.ts';
import { instantOf, wall } from '../time/new-york.ts';
import type { TradeBustFact } from './facts.ts';
import { tradeBusts, type TradeBustDecision } from './trade-busts.ts';

// A trade of Friday, 20 November 2026.

const { given } = specificationOf(tradeBusts);
const [instrumentId, tradeId] = ['X' as InstrumentId, '0-1' as TradeId];
const trade = { instrumentId, tradeId, price: 10n } as TradeExecutedFact['data'];
const at = (day: string, hours: number) => instantOf(parseDate(day), wall(hours));
const reason = 'clearly erroneous';
const ordered: TradeBustFact = {
  type: 'TradeBustOrdered',
  data: { instrumentId, tradeId, trade, reason },
};
const bust = (
  when = at('2026-11-20', 11),
  found: TradeBustDecision['found'] = { trade, at: at('2026-11-20', 10) },
): TradeBustDecision => ({
  type: 'BustTrade',
  data: { instrumentId, tradeId, reason },
  at: when,
  found,
});

describe('a trade is taken back', () => {
  test('once, with what the journal has of it', () => {
    given().when(bust()).thenRecords(ordered);
    given(ordered).when(bust()).thenRejects('NOTHING_TO_CHANGE');
  });

  test('until the end of the session day after it', () => {
    given()
      .when(bust(at('2026-11-23', 23)))
      .thenRecords(ordered);
    given()
      .when(bust(at('2026-11-24', 0)))
      .thenRejects('BUST_TOO_LATE');
  });

  test('if it is one of the instrument, between orders of ours', () => {
    const none = { ...bust(), found: undefined };
    given().when(none).thenRejects('UNKNOWN_TRADE');
    const other = { ...trade, instrumentId: 'Y' as InstrumentId };
    given()
      .when(bust(undefined, { trade: other, at: at('2026-11-20', 10) }))
      .thenRejects('UNKNOWN_TRADE');
  });
});
