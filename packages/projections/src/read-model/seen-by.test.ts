import { ROLES, type Actor } from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import { seenEvent } from '../orders/order-history.ts';
import { accountsSeen, mayAsk, maySee, maySeeCause, withoutOthersSides } from './seen-by.ts';

const trader: Actor = { name: 'ann', roles: ['trader'], accounts: ['alice'] };
const auditor: Actor = { name: 'audrey', roles: ['auditor'], accounts: [] };

describe('what somebody sees', () => {
  test('is what its accounts own', () => {
    expect(maySee(trader, 'alice')).toBe(true);
    expect(maySee(trader, 'bob')).toBe(false);
    expect(maySee(auditor, 'bob')).toBe(true);
    // What has no owner is not thereby everybody's.
    for (const viewer of [trader, auditor])
      for (const none of [null, undefined]) expect(maySee(viewer, none)).toBe(false);
  });

  test('are the same accounts one by one and together', () => {
    const of = (role: Actor['roles'], accounts: Actor['accounts']): Actor => ({
      name: 'x',
      roles: role,
      accounts,
    });
    for (const role of ROLES)
      for (const accounts of ['*', [], ['alice'], ['alice', 'carol']] as const)
        for (const viewer of [of([role], accounts), of([], accounts)]) {
          const seen = accountsSeen(viewer);
          for (const one of ['alice', 'bob', 'carol'])
            expect(seen === '*' || seen.includes(one)).toBe(maySee(viewer, one));
        }
  });

  test('is nothing at all without a role: then it is not kept waiting either', () => {
    expect(mayAsk(trader)).toBe(true);
    expect(mayAsk({ ...trader, roles: [] })).toBe(false);
  });

  test('of a command is who sent it, where its account is seen; of one about no account, where all are watched', () => {
    const cases = (viewer: Actor) => ['alice', 'bob', null].map((id) => maySeeCause(viewer, id));
    expect(cases(trader)).toEqual([true, false, false]);
    expect(cases(auditor)).toEqual([true, true, true]);
    expect(cases({ ...trader, roles: ['risk'] })).toEqual([true, true, true]);
    expect(cases({ ...trader, roles: ['admin'] })).toEqual([true, false, true]);
    expect(cases({ ...trader, roles: [], accounts: '*' })).toEqual([false, false, false]);
  });

  test('of an event is who caused it, unless it was the other side or nobody of the account', () => {
    const event = {
      type: 'TradeExecuted',
      at: 1n,
      commandId: 'c',
      principal: 'gateway/bob',
      position: 7n,
      batchIndex: 0,
      data: { price: '5', buyAccountId: 'alice', sellAccountId: 'bob', sellOrderId: 's' },
    };
    const { data, ...rest } = event;
    const hidden = { ...rest, commandId: null, principal: null };
    const own = { price: '5', buyAccountId: 'alice' };
    for (const causeAccountId of ['bob', null])
      expect(seenEvent({ ...event, causeAccountId }, trader)).toEqual({ ...hidden, data: own });
    expect(seenEvent({ ...event, causeAccountId: 'alice' }, trader)).toEqual({
      ...rest,
      data: own,
    });
    expect(seenEvent({ ...event, causeAccountId: 'bob' }, auditor)).toEqual({ ...rest, data });
  });

  test('of a trade is its own side, and what the market sees', () => {
    const market = { tradeId: '0-1', price: 5n, quantity: 2n };
    const bought = { buyOrderId: 'b', buyAccountId: 'alice', buyFees: 1n };
    const sold = { sellOrderId: 's', sellAccountId: 'bob', sellFees: 3n };
    const trade = { ...market, ...bought, ...sold };
    expect(withoutOthersSides(trade, trader)).toEqual({ ...market, ...bought });
    expect(withoutOthersSides(trade, auditor)).toEqual(trade);
    expect(withoutOthersSides(trade, { ...trader, accounts: [] })).toEqual(market);
    expect(trade).toHaveProperty('sellOrderId');
  });
});
