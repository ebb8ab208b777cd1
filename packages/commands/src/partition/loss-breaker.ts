import {
  mustTripLossBreaker,
  type AccountId,
  type TradingDay,
  type TradingFact,
  type TradingState,
} from '@bellwether/domain';
import type { Slot, Turn } from './turn.ts';

/** An account that has lost too much, and the cause that showed it. */
export interface TrippedAccount {
  readonly accountId: AccountId;
  readonly limit: bigint;
  readonly slot: Slot;
  readonly token: number;
}

/**
 * Accounts of a settled turn that have lost more than they may, each with the last of its executions. Losses by a price
 * that moved without a trade of the account show at its next execution; its orders are checked against them before.
 */
export function trippedAccounts(
  state: TradingState,
  turn: Turn,
  { risk, date }: TradingDay,
): readonly TrippedAccount[] {
  if (state.lossLimited.size === 0) return [];
  const last = new Map<AccountId, readonly [token: number, slot: Slot]>();
  for (const [token, slot] of turn.slots())
    for (const fact of slot.facts)
      for (const accountId of tradersOf(fact))
        if (state.lossLimited.has(accountId)) last.set(accountId, [token, slot]);
  return [...last].flatMap(([accountId, [token, slot]]) => {
    const account = state.accounts.get(accountId)?.risk;
    const limit = account?.limits.maxDailyLoss;
    return account !== undefined &&
      limit !== undefined &&
      mustTripLossBreaker(account, risk.margin, date)
      ? [{ accountId, limit, slot, token }]
      : [];
  });
}

function tradersOf(fact: TradingFact): readonly AccountId[] {
  if (fact.type === 'TradeExecuted') return [fact.data.buyAccountId, fact.data.sellAccountId];
  return fact.type === 'OrderExecuted' ? [fact.data.accountId] : [];
}
