import type { AccountFact } from '../accounts/facts.ts';
import type { VenueFeeFact } from '../fees/facts.ts';
import type { CorporateActionFact } from '../corporate-actions/facts.ts';
import type { ExpirationFact } from '../expiration/facts.ts';
import type { InstrumentFact } from '../instruments/facts.ts';
import type { MessageOf } from '../contracts/schema/definition.ts';
import type { CashBooked, ReferenceFact } from './facts.ts';
import type { SessionFact } from '../sessions/facts.ts';
import type { FundsTransferFact } from '../transfers/facts.ts';
import type { TradeBustFact } from '../trade-busts/facts.ts';
import { followMove } from './follow-move.ts';
import type { MoveFact } from './move-facts.ts';
import { followTransfer, release } from './follow-transfer.ts';
import type { PartitionFact } from './partition-facts.ts';
import { instrumentOf, ledgerOf } from './lookups.ts';
import type { TradingState } from './state.ts';
import type { Follower } from './follower.ts';

/** Facts of other streams that concern a partition. */
export type FollowedFact =
  | AccountFact
  | InstrumentFact
  | SessionFact
  | FundsTransferFact
  | VenueFeeFact
  | CorporateActionFact
  | ExpirationFact
  | TradeBustFact;

/**
 * What a fact of an account's or instrument's own stream means for the partition. The answer depends on nothing but
 * state and fact, and carries the fact's position, so following the streams again from that position repeats nothing.
 * Undefined: nothing, or not here: every partition knows all accounts and instruments, but cash comes in and goes out at
 * an account's home, and shares belong where the instrument is traded.
 * @param sourcePosition commit position of `fact`.
 */
export function follow(
  state: TradingState,
  fact: FollowedFact,
  sourcePosition: bigint,
  here: Follower,
): ReferenceFact | PartitionFact | MoveFact | undefined {
  if (!concerns(state, fact, here.partition)) return undefined;
  switch (fact.type) {
    case 'AccountOpened':
      return { type: 'AccountAdmitted', data: { ...fact.data, sourcePosition } };
    case 'CashDeposited':
      return { type: 'FundsAllocated', data: { ...fact.data, sourcePosition } };
    case 'DepositReturned': {
      const { accountId, depositId, amount } = fact.data;
      return booked('DEPOSIT_RETURNED', { accountId, depositId, amount: -amount, sourcePosition });
    }
    case 'WithdrawalReturned': {
      const { accountId, amount } = fact.data;
      return booked('WITHDRAWAL_RETURNED', { accountId, amount, sourcePosition });
    }
    case 'InterestPosted': {
      const { accountId, amount } = fact.data;
      return booked('INTEREST', { accountId, amount, sourcePosition });
    }
    // Nothing is there yet, or will be.
    case 'DepositRequested':
    case 'DepositDeclined':
      return undefined;
    case 'SecuritiesDeposited':
      return { type: 'SharesAllocated', data: { ...fact.data, sourcePosition } };
    case 'TradingPermissionsSet':
      return { type: 'PermissionsAdopted', data: { ...fact.data, sourcePosition } };
    case 'RiskLimitsSet':
      return { type: 'RiskLimitsAdopted', data: { ...fact.data, sourcePosition } };
    case 'AccountRestricted':
      return { type: 'AccountRestrictionAdopted', data: { ...fact.data, sourcePosition } };
    case 'AccountInstrumentRestricted':
      return {
        type: 'AccountInstrumentRestrictionAdopted',
        data: { ...fact.data, sourcePosition },
      };
    case 'CommissionsSet':
      return { type: 'CommissionsAdopted', data: { ...fact.data, sourcePosition } };
    case 'VenueFeesSet':
      return { type: 'VenueFeesAdopted', data: { ...fact.data, sourcePosition } };
    case 'LocateRecorded':
      return { type: 'LocateAdopted', data: { ...fact.data, sourcePosition } };
    case 'LossBreakerReset':
      return { type: 'LossBreakerResetAdopted', data: { ...fact.data, sourcePosition } };
    case 'CashWithdrawalRequested':
      return release(state, fact.data, sourcePosition, here);
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
    case 'InstrumentHalted': {
      // Whose words it follows is the instrument's matter.
      const { instrumentId, reason } = fact.data;
      return { type: 'TradingHalted', data: { instrumentId, reason, sourcePosition } };
    }
    case 'InstrumentResumed': {
      const { instrumentId } = fact.data;
      return { type: 'TradingResumed', data: { instrumentId, sourcePosition } };
    }
    case 'InstrumentRevised':
      return { type: 'InstrumentTermsAdopted', data: { ...fact.data, sourcePosition } };
    case 'SymbolChanged':
      return { type: 'SymbolAdopted', data: { ...fact.data, sourcePosition } };
    case 'InstrumentRestricted':
      return { type: 'InstrumentRestrictionAdopted', data: { ...fact.data, sourcePosition } };
    case 'InstrumentDelisted':
      return { type: 'DelistingAdopted', data: { ...fact.data, sourcePosition } };
    case 'SessionPhaseEntered':
      return { type: 'SessionPhaseAdopted', data: { ...fact.data, sourcePosition } };
    case 'KillSwitchSet':
      return { type: 'KillSwitchAdopted', data: { ...fact.data, sourcePosition } };
    case 'MarketHalted':
      return { type: 'MarketHaltAdopted', data: { ...fact.data, sourcePosition } };
    case 'MarketResumed':
      return { type: 'MarketResumptionAdopted', data: { ...fact.data, sourcePosition } };
    case 'FundsTransferRequested':
    case 'FundsTransferSent':
    case 'FundsTransferRefused':
    case 'FundsTransferCompleted':
      return followTransfer(state, fact, sourcePosition, here);
    case 'InstrumentMoveRequested':
    case 'InstrumentHandedOver':
    case 'InstrumentMoveRefused':
    case 'InstrumentMoved':
      return followMove(fact, sourcePosition);
    case 'SessionScheduled':
      return undefined;
    // What these ask for is more than one fact: `followAction`.
    case 'CorporateActionAnnounced':
    case 'CorporateActionAmended':
    case 'CorporateActionCancelled':
    case 'CorporateActionDue':
    case 'CorporateActionEffective':
    case 'CorporateActionDeferred':
    case 'CorporateActionPayable':
      return undefined;
    // And so is what these ask for: `followClose`, `followExpiration`, `followBust`.
    case 'TradeBustOrdered':
    case 'ClosePublished':
    case 'FutureSettlementDue':
    case 'ExerciseRequested':
    case 'ExpirationInstructed':
    case 'ExpirationDue':
    case 'ExpirationEffective':
    case 'ExpirationDeferred':
      return undefined;
  }
}

type Booked = MessageOf<typeof CashBooked>;

function booked(kind: Booked['data']['kind'], data: Omit<Booked['data'], 'kind'>): Booked {
  return { type: 'CashBooked', data: { ...data, kind } };
}

/** What is somewhere in particular concerns nobody else. */
function concerns(state: TradingState, fact: FollowedFact, partition: number): boolean {
  switch (fact.type) {
    case 'CashDeposited':
    case 'CashWithdrawalRequested':
    case 'CashWithdrawn':
    case 'CashWithdrawalRefused':
    case 'DepositReturned':
    case 'WithdrawalReturned':
    case 'InterestPosted':
      return ledgerOf(state, fact.data.accountId).home === partition;
    case 'SecuritiesDeposited':
      return instrumentOf(state, fact.data.instrumentId).partition === partition;
    default:
      return true;
  }
}
