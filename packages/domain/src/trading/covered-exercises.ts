import type { ExpirationDueFact } from '../expiration/facts.ts';
import type { OptionTerms } from '../instruments/terms.ts';
import type { Quantity } from '../kernel/fixed-point.ts';
import type { AccountId } from '../kernel/ids.ts';
import type { RejectCode } from '../kernel/rejection.ts';
import type { Held } from './action-claims.ts';
import { instrumentOf, ledgerOf } from './lookups.ts';
import type { TradingState } from './state.ts';

type Due = ExpirationDueFact['data'];

/** What an account wanted exercised and may not. */
export interface Refused {
  readonly accountId: AccountId;
  readonly contracts: Quantity;
  readonly code: RejectCode;
}

/**
 * Which of the exercises that were asked for can be done: the contracts are there, and in a cash account the money (call) or
 * the shares (put) are, too; a margin account answers with its margin. A request is done whole or not at all. What is
 * exercised by exception, or by instruction, when an option expires is not asked here: OCC exercises it.
 */
export function coveredExercises(
  state: TradingState,
  { instrumentId, exercises }: Due,
  option: OptionTerms,
  held: readonly Held[],
): { readonly exercises: ReadonlyMap<AccountId, Quantity>; readonly refused: readonly Refused[] } {
  const positions = new Map(held.map(({ accountId, quantity }) => [accountId, quantity]));
  const covered = new Map<AccountId, Quantity>();
  const refused: Refused[] = [];
  for (const { accountId, contracts } of exercises) {
    const code =
      (positions.get(accountId) ?? 0n) < contracts
        ? 'INSUFFICIENT_POSITION'
        : whyNotCovered(state, { accountId, contracts }, option, instrumentId);
    if (code === undefined) covered.set(accountId, contracts);
    else refused.push({ accountId, contracts, code });
  }
  return { exercises: covered, refused };
}

function whyNotCovered(
  state: TradingState,
  { accountId, contracts }: Omit<Refused, 'code'>,
  { right, strike, settlement, underlyingId }: OptionTerms,
  instrumentId: Due['instrumentId'],
): RejectCode | undefined {
  const { risk } = ledgerOf(state, accountId);
  if (risk.accountType !== 'CASH' || settlement === 'CASH') return undefined;
  const shares = contracts * instrumentOf(state, instrumentId).risk.multiplier;
  if (right === 'CALL')
    return risk.cash - risk.reserved < shares * strike ? 'INSUFFICIENT_FUNDS' : undefined;
  const has = risk.exposures.get(underlyingId)?.quantity ?? 0n;
  return has < shares ? 'INSUFFICIENT_POSITION' : undefined;
}
