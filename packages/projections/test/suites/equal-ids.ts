import { beforeAll, describe, expect, test } from 'vitest';
import type { RecordedFact } from '../../src/index.ts';
import { id, recorded } from '../story.ts';

interface Asking {
  readonly apply: (facts: readonly RecordedFact[]) => Promise<unknown>;
  /** As a user of the installation. */
  readonly askAs: (user: string, name: string, input: object) => Promise<unknown>;
}

const ID = id(77_000);
const actorOf = (role: string, ...accounts: readonly string[]) => ({
  name: role,
  roles: [role],
  accounts,
});
const [carol, dave] = [actorOf('trader', 'carol'), actorOf('trader', 'dave')];
const auditor = actorOf('auditor');

/** Commands of one id in the streams of two accounts, of a symbol, and in a journal. */
function facts(): readonly RecordedFact[] {
  const reset = (accountId: string) => ({ type: 'LossBreakerReset', data: { accountId } });
  const claim = { symbol: 'X', instrumentId: 'X', claimId: ID, claimedAt: 1n };
  const order = { orderId: ID, accountId: 'carol', instrumentId: 'X', side: 'BUY', type: 'LIMIT' };
  const terms = { timeInForce: 'DAY', quantity: 1n, limitPrice: 1n };
  const told = [
    { stream: 'account-carol', principal: 'cora', fact: reset('carol') },
    { stream: 'account-dave', principal: 'dan', fact: reset('dave') },
    { stream: 'symbol-X', principal: 'otto', fact: { type: 'SymbolClaimed', data: claim } },
    {
      stream: 'trading-0',
      principal: 'cora',
      fact: { type: 'OrderRejected', data: { ...order, ...terms, code: 'NO', message: 'no' } },
    },
  ];
  const places = recorded(
    told.map(({ fact }) => fact),
    200,
  );
  return places.map((place, n) => {
    const { stream, principal } = told[n] as (typeof told)[number];
    return { ...place, stream, principal, commandId: ID };
  });
}

/** Commands of several callers under one id: each is told of its own, and of none else. */
export function describeEqualIds({ apply, askAs }: Asking): void {
  describe('commands of one id', () => {
    const outcome = (actor: object, which: object = {}): Promise<unknown> =>
      askAs('gateway', 'command.outcome', { commandId: ID, actor, ...which });

    beforeAll(() => apply(facts()));

    test('are known each to its own account, even where the other one is named', async () => {
      expect(await outcome(dave)).toMatchObject({ principal: 'dan', stream: 'account-dave' });
      const others = [{ accountId: 'carol' }, { stream: 'account-carol' }, { stream: 'symbol-X' }];
      for (const which of others) expect(await outcome(dave, which)).toBeNull();
    });

    test('of one account are told apart by their streams', async () => {
      expect(await outcome(carol)).toEqual({
        code: 'AMBIGUOUS',
        message:
          'commands of this id are in several streams; say which `stream`: account-carol, trading-0',
      });
      const placed = await outcome(carol, { stream: 'trading-0' });
      expect(placed).toMatchObject({ fact: 'OrderRejected', orderId: ID, principal: 'cora' });
      const reset = await outcome(carol, { accountId: 'carol', stream: 'account-carol' });
      expect(reset).toMatchObject({ fact: 'LossBreakerReset', orderId: null });
    });

    test('are told apart by account or stream by who may know of all, or of those of nobody', async () => {
      const all = 'account-carol, account-dave, symbol-X, trading-0';
      expect(await outcome(auditor)).toMatchObject({ message: expect.stringContaining(all) });
      expect(await outcome(auditor, { accountId: 'dave' })).toMatchObject({ principal: 'dan' });
      const admin = actorOf('admin', 'dave');
      const named = expect.stringMatching(/: account-dave, symbol-X$/);
      expect(await outcome(admin)).toMatchObject({ code: 'AMBIGUOUS', message: named });
      expect(await outcome(admin, { stream: 'symbol-X' })).toMatchObject({ principal: 'otto' });
    });

    test('do not come into the history of an order that has the id', async () => {
      const history = (actor: object) =>
        askAs('gateway', 'order.history', { orderId: ID, actor }) as Promise<{ rows: object[] }>;
      const event = { type: 'OrderRejected', commandId: ID, principal: 'cora' };
      expect((await history(carol)).rows).toEqual([expect.objectContaining(event)]);
      expect((await history(dave)).rows).toEqual([]);
    });
  });
}
