import { applyCashFlow } from '../risk/account-events.ts';
import { ledgerOf } from './lookups.ts';
import type { PartitionFact } from './partition-facts.ts';
import { pendingKey, type PendingKey } from './pending-key.ts';
import type { TradingState } from './state.ts';

/** Applies what moved between partitions. */
export function moved(state: TradingState, fact: PartitionFact): void {
  switch (fact.type) {
    case 'FundsMovedOut': {
      const { transferId, accountId, amount } = fact.data;
      applyCashFlow(ledgerOf(state, accountId).risk, -amount);
      state.transfers.set(transferId, { kind: 'SENT', transferId, amount });
      return;
    }
    case 'FundsMoveRefused': {
      const { transferId, code } = fact.data;
      state.transfers.set(transferId, { kind: 'REFUSED', transferId, code });
      return;
    }
    case 'FundsMovedIn': {
      const { transferId, accountId, amount, withdrawalId } = fact.data;
      applyCashFlow(ledgerOf(state, accountId).risk, amount);
      state.transfers.set(transferId, { kind: 'RECEIVED', transferId });
      if (withdrawalId !== undefined) heard(state, pendingKey(accountId, withdrawalId));
      return;
    }
    case 'FundsMoveConfirmed': {
      const { transferId, accountId, withdrawalId } = fact.data;
      state.transfers.delete(transferId);
      if (withdrawalId !== undefined) heard(state, pendingKey(accountId, withdrawalId));
      return;
    }
    case 'FundsReleaseDeferred': {
      const { accountId, withdrawalId, amount, missing, asked } = fact.data;
      state.deferrals.set(pendingKey(accountId, withdrawalId), {
        accountId,
        withdrawalId,
        amount,
        missing,
        asked,
        unheard: asked,
      });
      return;
    }
  }
}

/** One of the partitions that were asked for the cash of a withdrawal has answered. */
function heard(state: TradingState, withdrawal: PendingKey): void {
  const deferral = state.deferrals.get(withdrawal);
  if (deferral !== undefined) deferral.unheard -= 1;
}
