import type { AccountId, InstrumentId, OrderId } from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import { recordedAs } from '../../test/process-spec.ts';
import { reactionTo } from '../runtime/reaction.ts';
import { shortSaleBan } from './short-sale-ban.ts';

const of = {
  accountId: 'alice' as AccountId,
  instrumentId: 'ACME' as InstrumentId,
};

/** What is sent when a buy-in has come to something, by what was held against the account then. */
function sent(placing: 'PLACED' | 'REFUSED' | 'MISSED', held?: string) {
  const memory = new Map(held === undefined ? [] : [['alice/ACME', held]]);
  const orderId = '0192f3a0-7c1e-7aaa-8bbb-0123456789ab' as OrderId;
  const data = { ...of, orderId, runId: '2026-12-03-1', placing };
  const due = reactionTo(shortSaleBan, recordedAs({ type: 'BuyInRecorded', data }), memory);
  return due.map(({ command }) => command);
}

describe('short sales of what was not bought in in time', () => {
  test.each(['REFUSED', 'MISSED'] as const)('are held where the order was %s', (placing) => {
    expect(sent(placing)).toMatchObject([
      { type: 'RestrictAccountInstrument', data: { ...of, restriction: 'NO_SHORT_SALES' } },
    ]);
    expect(sent(placing, 'NONE')).toHaveLength(1);
  });

  test('are not held where it was bought', () => {
    expect(sent('PLACED')).toEqual([]);
  });

  test.each(['NO_SHORT_SALES', 'CLOSING_ONLY'])('leave %s as it is', (held) => {
    expect(sent('REFUSED', held)).toEqual([]);
  });
});
