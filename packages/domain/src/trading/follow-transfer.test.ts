import { describe, expect, test } from 'vitest';
import { accepted, alice, bob, ledgerOf, market } from '../../test/trading-scene.ts';
import { parseDecimal } from '../kernel/fixed-point.ts';
import type { CommandId } from '../kernel/ids.ts';
import { parseDate } from '../time/civil-date.ts';
import type { FundsTransferFact } from '../transfers/facts.ts';
import { evolve } from './evolve.ts';
import { follow, type FollowedFact } from './follow.ts';
import { settleDeferral } from './follow-transfer.ts';
import { pendingKey } from './pending-key.ts';
import type { TradingState } from './state.ts';

// Alice has 10,000 USD in partition 0, her home, of three.

const usd = parseDecimal;
const transferId = '0192f3a0-7c1e-7aaa-8bbb-0000000000f1' as CommandId;
const withdrawalId = '0192f3a0-7c1e-7aaa-8bbb-0000000000f2' as CommandId;
const home = { partition: 0, partitions: 3, date: parseDate('2026-11-20') };
const parties = { transferId, accountId: alice, fromPartition: 0, toPartition: 1 };

/** Follows facts one after the other; what each of them led to, by name. */
function told(state: TradingState, at: number, ...facts: readonly FollowedFact[]): string[] {
  const here = { ...home, partition: at };
  const names: string[] = [];
  const record = (fact: ReturnType<typeof follow>): void => {
    if (fact === undefined) return;
    evolve(state, fact);
    names.push(fact.type);
  };
  facts.forEach((fact, index) => {
    const followed = follow(state, fact, BigInt(index + 2), here);
    record(followed);
    if (followed !== undefined) record(settleDeferral(state, followed, here));
  });
  return names;
}

const request = (
  terms: Partial<Extract<FundsTransferFact, { type: 'FundsTransferRequested' }>['data']>,
): FundsTransferFact => ({ type: 'FundsTransferRequested', data: { ...parties, ...terms } });
const sent = (amount: string, more = {}): FundsTransferFact => ({
  type: 'FundsTransferSent',
  data: { ...parties, amount: usd(amount), ...more },
});
const completed: FundsTransferFact = {
  type: 'FundsTransferCompleted',
  data: { ...parties, amount: usd('400') },
};

describe('a transfer', () => {
  test('takes what is free, and is pending until its stream says that it is over', () => {
    const state = market();
    expect(told(state, 0, request({ amount: usd('400') }))).toEqual(['FundsMovedOut']);
    expect(ledgerOf(state, alice)).toBe('9600 0 | 0 0');
    expect([...state.transfers.keys()]).toEqual([transferId]);
    expect(told(state, 0, sent('400'), completed)).toEqual(['FundsMoveConfirmed']);
    expect(state.transfers.size).toBe(0);
  });

  test('leaves alone what is held back for open orders', () => {
    const state = market(accepted(1, 'BUY', 99n, '100'));
    expect(told(state, 0, request({ amount: usd('101') }))).toEqual(['FundsMoveRefused']);
    expect(ledgerOf(state, alice)).toBe('10000 9900 | 0 0');
  });

  test('of a share takes that share of what is free, and no more than the amount', () => {
    const half = market(accepted(1, 'BUY', 90n, '100'));
    told(half, 0, request({ shareBasisPoints: 5_000 }));
    expect(ledgerOf(half, alice)).toBe('9500 9000 | 0 0');
    const most = market();
    told(most, 0, request({ shareBasisPoints: 10_000, amount: usd('250') }));
    expect(ledgerOf(most, alice)).toBe('9750 0 | 0 0');
  });

  test('arrives where it goes, and concerns nobody else', () => {
    const state = market();
    expect(told(state, 2, request({ amount: usd('400') }), sent('400'), completed)).toEqual([]);
    expect(told(state, 1, request({ amount: usd('400') }), sent('400'), completed)).toEqual([
      'FundsMovedIn',
      'FundsMoveConfirmed',
    ]);
    expect(ledgerOf(state, alice)).toBe('10400 0 | 0 0');
    expect(state.transfers.size).toBe(0);
  });
});

describe('a withdrawal of more than is at home', () => {
  const wanted: FollowedFact = {
    type: 'CashWithdrawalRequested',
    data: { accountId: alice, withdrawalId, amount: usd('10300') },
  };
  const pulled = { toPartition: 0, withdrawalId };
  const fromOne = sent('300', { ...pulled, fromPartition: 1 });
  const nothingFrom = (fromPartition: number): FundsTransferFact => ({
    type: 'FundsTransferRefused',
    data: { ...parties, ...pulled, fromPartition, code: 'INSUFFICIENT_FUNDS' },
  });

  test('waits for the other partitions', () => {
    const state = market();
    expect(told(state, 0, wanted)).toEqual(['FundsReleaseDeferred']);
    expect(state.deferrals.get(pendingKey(alice, withdrawalId))).toMatchObject({
      missing: usd('300'),
      unheard: 2,
    });
  });

  test('is paid as soon as the cash is there', () => {
    const state = market();
    expect(told(state, 0, wanted, fromOne)).toEqual([
      'FundsReleaseDeferred',
      'FundsMovedIn',
      'FundsReleased',
    ]);
    expect(ledgerOf(state, alice)).toBe('0 0 | 0 0');
    expect(state.deferrals.size).toBe(0);
  });

  test('is refused when nobody is left to ask', () => {
    const state = market();
    expect(told(state, 0, wanted, nothingFrom(1), nothingFrom(2))).toEqual([
      'FundsReleaseDeferred',
      'FundsMoveConfirmed',
      'FundsMoveConfirmed',
      'FundsReleaseRefused',
    ]);
    expect(state.deferrals.size).toBe(0);
  });

  test('has nothing to do with another account’s under the same id', () => {
    const state = market();
    const bobs: FollowedFact = { ...wanted, data: { ...wanted.data, accountId: bob } };
    const heard = { ...pulled, accountId: bob };
    expect(told(state, 0, wanted, bobs)).toEqual(['FundsReleaseDeferred', 'FundsReleaseDeferred']);
    expect(told(state, 0, sent('10300', heard), fromOne)).toEqual([
      'FundsMovedIn',
      'FundsReleased',
      'FundsMovedIn',
      'FundsReleased',
    ]);
    const owing = [...state.releases.values()].map(({ accountId }) => accountId);
    expect(owing).toEqual([bob, alice]);
    const confirmed = { accountId: bob, withdrawalId, amount: usd('10300') };
    expect(told(state, 0, { type: 'CashWithdrawn', data: confirmed })).toEqual([
      'FundsReleaseConfirmed',
    ]);
    expect([...state.releases.keys()]).toEqual([pendingKey(alice, withdrawalId)]);
  });

  test('is refused at once where there is no other partition', () => {
    const here = { ...home, partitions: 1 };
    expect(follow(market(), wanted, 2n, here)?.type).toBe('FundsReleaseRefused');
  });
});
