import type { AccountFact } from '../account/facts.ts';
import type { InstrumentFact } from '../instrument/facts.ts';
import type { ReferenceFact } from './facts.ts';
import { freeCash, type TradingState } from './state.ts';

/**
 * What a fact of an account's or instrument's own stream means for the partition. The answer depends on nothing but
 * state and fact, and carries the fact's position, so following the streams again from that position repeats nothing.
 * @param sourcePosition commit position of `fact`.
 */
export function follow(
  state: TradingState,
  fact: AccountFact | InstrumentFact,
  sourcePosition: bigint,
): ReferenceFact {
  switch (fact.type) {
    case 'AccountOpened':
      return { type: 'AccountAdmitted', data: { ...fact.data, sourcePosition } };
    case 'CashDeposited':
      return { type: 'FundsAllocated', data: { ...fact.data, sourcePosition } };
    case 'SecuritiesDeposited':
      return { type: 'SharesAllocated', data: { ...fact.data, sourcePosition } };
    case 'CashWithdrawalRequested':
      return release(state, fact.data, sourcePosition);
    case 'CashWithdrawn':
    case 'CashWithdrawalRefused': {
      const { accountId, withdrawalId, amount } = fact.data;
      return {
        type: 'FundsReleaseConfirmed',
        data: { accountId, withdrawalId, amount, sourcePosition },
      };
    }
    case 'InstrumentListed':
      return { type: 'InstrumentAdmitted', data: { ...fact.data, sourcePosition } };
    case 'InstrumentHalted':
      return { type: 'TradingHalted', data: { ...fact.data, sourcePosition } };
    case 'InstrumentResumed':
      return { type: 'TradingResumed', data: { ...fact.data, sourcePosition } };
  }
}

function release(
  state: TradingState,
  data: Extract<AccountFact, { type: 'CashWithdrawalRequested' }>['data'],
  sourcePosition: bigint,
): ReferenceFact {
  const ledger = state.accounts.get(data.accountId);
  const free = ledger === undefined ? 0n : freeCash(ledger);
  if (data.amount <= free) return { type: 'FundsReleased', data: { ...data, sourcePosition } };
  return {
    type: 'FundsReleaseRefused',
    data: { ...data, code: 'INSUFFICIENT_FUNDS', sourcePosition },
  };
}
