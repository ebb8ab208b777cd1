import type { ExpirationDueFact } from '../expiration/facts.ts';
import { settleVariation } from '../margin/futures.ts';
import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import type { AccountId, InstrumentId } from '../kernel/ids.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { PositionExpiredFact, VariationPaidFact } from './expiration-facts.ts';
import { instrumentOf } from './lookups.ts';
import type { TradingState } from './state.ts';

interface Owed {
  readonly accountId: AccountId;
  readonly quantity: Quantity;
  /** Paid to the account; below zero: by it. */
  readonly variation: Money;
}

/** What a settlement price pays each account that has a position, or closed one since the last settlement. In the order of their ids. */
function owedAt(state: TradingState, instrumentId: InstrumentId, price: Price): readonly Owed[] {
  const { multiplier } = instrumentOf(state, instrumentId).risk;
  return [...state.accounts.values()]
    .flatMap(({ accountId, risk }): Owed[] => {
      const { quantity = 0n, basis = 0n } = risk.exposures.get(instrumentId) ?? {};
      if (quantity === 0n && basis === 0n) return [];
      const { variation } = settleVariation(quantity, basis, price, multiplier);
      return [{ accountId, quantity, variation }];
    })
    .toSorted((a, b) => (a.accountId < b.accountId ? -1 : 1));
}

/** What is paid for a day at a settlement price, account by account; nothing to those that neither gained nor lost. */
export function variationsAt(
  state: TradingState,
  instrumentId: InstrumentId,
  settlementPrice: Price,
  tradeDate: CivilDate,
): readonly VariationPaidFact[] {
  const multiplier = Number(instrumentOf(state, instrumentId).risk.multiplier);
  return owedAt(state, instrumentId, settlementPrice).flatMap(
    ({ accountId, quantity, variation: amount }): VariationPaidFact[] => {
      if (amount === 0n) return [];
      const terms = { instrumentId, accountId, tradeDate, quantity, settlementPrice };
      return [{ type: 'VariationPaid', data: { ...terms, multiplier, amount } }];
    },
  );
}

/** A future in cash ends: the last variation is paid, and positions are flat. */
export function closeFuture(
  state: TradingState,
  { instrumentId, expirationId }: ExpirationDueFact['data'],
  settlementPrice: Price,
): readonly PositionExpiredFact[] {
  const multiplier = Number(instrumentOf(state, instrumentId).risk.multiplier);
  return owedAt(state, instrumentId, settlementPrice).map(
    ({ accountId, quantity: quantityBefore, variation: cash }) => ({
      type: 'PositionExpired',
      data: {
        instrumentId,
        expirationId,
        accountId,
        quantityBefore,
        quantity: 0n,
        exercised: 0n,
        cash,
        multiplier,
        settlementPrice,
      },
    }),
  );
}
