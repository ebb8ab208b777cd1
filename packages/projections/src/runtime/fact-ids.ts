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

/** Every account that a fact names, a trade's two sides among them. */
export function accountsOf(fact: Fact): readonly string[] {
  return named(fact, ['accountId', 'buyAccountId', 'sellAccountId']);
}

/** Every order that a fact names, a trade's two sides among them. */
export function ordersOf(fact: Fact): readonly string[] {
  return named(fact, ['orderId', 'buyOrderId', 'sellOrderId']);
}

function named(fact: Fact, fields: readonly string[]): readonly string[] {
  const data = fact.data as Readonly<Record<string, unknown>>;
  return [...new Set(fields.map((field) => data[field]))].filter(
    (id): id is string => typeof id === 'string',
  );
}
