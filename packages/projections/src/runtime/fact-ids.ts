import type { Fact } from './recorded-fact.ts';

/** The ids by which people look for a fact; null where it names none. A trade names its orders by other fields. */
export interface FactIds {
  readonly accountId: string | null;
  readonly instrumentId: string | null;
  readonly orderId: string | null;
}

/** What a fact of any type, known or to come, says it is about. */
export function idsOf(fact: Fact): FactIds {
  const { accountId, instrumentId, orderId } = fact.data as Partial<FactIds>;
  return {
    accountId: accountId ?? null,
    instrumentId: instrumentId ?? null,
    orderId: orderId ?? null,
  };
}
