import type { CorporateActionFact } from '../corporate-actions/facts.ts';
import { applyAction } from './apply-action.ts';
import type { ActionFact } from './action-facts.ts';
import type { Follower } from './follower.ts';
import { instrumentOf } from './lookups.ts';
import type { TradingFact } from './facts.ts';
import type { TradingState } from './state.ts';
import { whyItWaits } from './why-action-waits.ts';

/**
 * What a fact of an instrument's corporate actions means for a partition: the one that trades the instrument puts a due
 * action in force, whole, or says why not; every one knows the prices after it, and pays the claims that it holds.
 * @param sourcePosition commit position of `fact`.
 */
export function followAction(
  state: TradingState,
  fact: CorporateActionFact,
  sourcePosition: bigint,
  here: Pick<Follower, 'partition'>,
): readonly TradingFact[] {
  switch (fact.type) {
    case 'CorporateActionDue': {
      const { actionId, instrumentId, version, attempt } = fact.data;
      if (instrumentOf(state, instrumentId).partition !== here.partition) return [];
      const code = whyItWaits(state, fact.data);
      if (code === undefined) return applyAction(state, fact.data, sourcePosition);
      const data = { actionId, instrumentId, version, attempt, code, sourcePosition };
      return [{ type: 'CorporateActionDeclined', data }];
    }
    case 'CorporateActionEffective': {
      const { actionId, instrumentId, version, attempt } = fact.data;
      const { referencePrice, previousClose } = fact.data;
      const named = { actionId, instrumentId, version, attempt };
      const data = { ...named, referencePrice, previousClose, sourcePosition };
      return [{ type: 'CorporateActionConfirmed', data }];
    }
    case 'CorporateActionDeferred': {
      const { code: _, ...named } = fact.data;
      return [{ type: 'CorporateActionConfirmed', data: { ...named, sourcePosition } }];
    }
    case 'CorporateActionPayable':
      return payments(state, fact.data, sourcePosition);
    default:
      return [];
  }
}

type Payable = Extract<CorporateActionFact, { type: 'CorporateActionPayable' }>['data'];

/** Claims become cash where they were accrued, wherever the instrument is traded now. */
function payments(
  state: TradingState,
  { actionId, instrumentId }: Payable,
  sourcePosition: bigint,
): readonly ActionFact[] {
  const claims = [...(state.dividends.get(actionId) ?? [])];
  if (claims.length === 0) return [];
  const named = { actionId, instrumentId };
  const sums = {
    accounts: claims.length,
    amount: claims.reduce((sum, [, amount]) => sum + amount, 0n),
  };
  return [
    { type: 'DividendsPaid', data: { ...named, ...sums, sourcePosition } },
    ...claims.map(([accountId, amount]): ActionFact => {
      return { type: 'DividendPaid', data: { ...named, accountId, amount } };
    }),
  ];
}
