import {
  mustTripLossBreaker,
  type AccountId,
  type TradingDay,
  type TradingFact,
  type TradingState,
} from '@bellwether/domain';
import { CancelReason } from '@bellwether/engine';
import type { EnginePort } from '../engine-port/engine-port.ts';
import type { Matching } from '../engine-port/matching.ts';
import type { Cause, Turn } from '../engine-port/turn.ts';

/** An account that has lost too much, and the cause that showed it. */
interface TrippedAccount {
  readonly accountId: AccountId;
  readonly limit: bigint;
  readonly cause: Cause;
}

export interface LossBreakerOptions {
  readonly state: TradingState;
  readonly port: EnginePort;
  readonly matching: Matching;
}

/**
 * Records of a settled turn who has lost more than he may in a day, and cancels what he has open. Losses by a price that moved
 * without a trade of the account show at its next execution; its orders are checked against them before.
 */
export async function breakLosses(
  { state, port, matching }: LossBreakerOptions,
  turn: Turn,
  day: TradingDay,
): Promise<void> {
  for (const { accountId, limit, cause } of trippedAccounts(state, turn, day)) {
    cause.record({ type: 'LossBreakerTripped', data: { accountId, limit } });
    for (const order of state.orders.ofAccount(accountId))
      await matching.cancel(order, cause, CancelReason.RISK);
    await port.settle();
  }
}

/** Each with the last of its executions. */
function trippedAccounts(
  state: TradingState,
  turn: Turn,
  { risk, date }: TradingDay,
): readonly TrippedAccount[] {
  const last = new Map<AccountId, Cause>();
  for (const cause of turn.causes)
    for (const fact of cause.facts)
      for (const accountId of tradersOf(fact))
        if (state.lossLimited.has(accountId)) last.set(accountId, cause);
  return [...last].flatMap(([accountId, cause]) => {
    const account = state.accounts.get(accountId)?.risk;
    const limit = account?.limits.maxDailyLoss;
    return account !== undefined &&
      limit !== undefined &&
      mustTripLossBreaker(account, risk.margin, date)
      ? [{ accountId, limit, cause }]
      : [];
  });
}

function tradersOf(fact: TradingFact): readonly AccountId[] {
  if (fact.type === 'TradeExecuted') return [fact.data.buyAccountId, fact.data.sellAccountId];
  return fact.type === 'OrderExecuted' ? [fact.data.accountId] : [];
}
