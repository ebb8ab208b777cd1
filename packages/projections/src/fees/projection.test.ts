import { parseDate } from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { chargedFeesProjection, feeSchedulesProjection } from './projection.ts';
import type { ChargedFeesRow } from './table.ts';

/** Ten in the morning of 2026-11-20 in New York, ns since 1970 UTC. */
const AT = BigInt(Date.UTC(2026, 10, 20, 15)) * 1_000_000n;

const recorded = (type: string, data: object): RecordedFact =>
  ({ fact: { type, data }, at: AT, position: 7n, index: 0 }) as unknown as RecordedFact;

const fees = (commission: bigint, section31 = 0n) => ({
  commission,
  section31,
  taf: 1n,
  venue: -2n,
});
const sides = { buyAccountId: 'alice', sellAccountId: 'bob' };

/** What facts, one after the other, make of all rows. */
function folded(...facts: readonly RecordedFact[]): ReadonlyMap<string, Partial<ChargedFeesRow>> {
  const rows = new Map<string, Partial<ChargedFeesRow>>();
  for (const fact of facts)
    for (const key of chargedFeesProjection.keysOf(fact))
      rows.set(key, chargedFeesProjection.evolve(rows.get(key), fact, key) as ChargedFeesRow);
  return rows;
}

describe('charged fees', () => {
  test('are summed by account, day and kind; a side without fees has no row', () => {
    const monday = parseDate('2026-11-23');
    const rows = folded(
      recorded('TradeExecuted', { ...sides, sellFees: fees(0n, 3n) }),
      recorded('TradeExecuted', { ...sides, buyFees: fees(100n), sellFees: fees(5n, 4n) }),
      recorded('OrderExecuted', {
        accountId: 'bob',
        fees: { ...fees(1n), orf: 9n },
        tradeDate: monday,
      }),
    );
    expect([...rows.keys()]).toEqual(['bob/2026-11-20', 'alice/2026-11-20', 'bob/2026-11-23']);
    expect(rows.get('bob/2026-11-20')).toMatchObject({
      accountId: 'bob',
      day: '2026-11-20',
      commission: 5n,
      section31: 7n,
      taf: 2n,
      venue: -4n,
      orf: 0n,
    });
    expect(rows.get('bob/2026-11-23')).toMatchObject({ commission: 1n, orf: 9n });
  });

  test('of both sides of one account are one row', () => {
    const own = { buyAccountId: 'alice', sellAccountId: 'alice' };
    const rows = folded(
      recorded('TradeExecuted', { ...own, buyFees: fees(1n), sellFees: fees(2n) }),
    );
    expect([...rows.values()]).toMatchObject([{ commission: 3n, taf: 2n }]);
  });

  test('go back with a trade that never happened', () => {
    const trade = { ...sides, buyFees: fees(100n), sellFees: fees(5n, 4n) };
    const rows = folded(recorded('TradeExecuted', trade), recorded('TradeBusted', trade));
    const nothing = { commission: 0n, section31: 0n, taf: 0n, venue: 0n, orf: 0n };
    expect([...rows.values()]).toMatchObject([nothing, nothing]);
  });
});

test('schedules are those set last, as the command has them', () => {
  const fact = recorded('VenueFeesSet', {
    venue: 'OWN',
    fees: [{ product: 'STOCK', taker: 3_000n, maker: -2_000n, auction: 0n }],
  });
  expect(feeSchedulesProjection.keysOf(fact)).toEqual(['venue/OWN']);
  expect(feeSchedulesProjection.evolve(undefined, fact, 'venue/OWN')).toMatchObject({
    schedules: [{ product: 'STOCK', taker: '3000', maker: '-2000', auction: '0' }],
    setAt: AT,
  });
});
