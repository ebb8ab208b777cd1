import type { CommandClient, Outcome } from '@bellwether/client';
import type { AccountId, InstrumentId } from '@bellwether/domain';

/** An instrument to trade. Prices are in 1/10 000 USD: 100 is one cent. */
export function listInstrument(
  client: CommandClient,
  instrumentId: InstrumentId,
): Promise<Outcome> {
  return client.listInstrument({
    instrumentId,
    symbol: instrumentId,
    tickSize: 100n,
    referencePrice: 1_000_000n,
    maxOrderQuantity: 10_000n,
  });
}

export function openAccount(client: CommandClient, accountId: AccountId): Promise<Outcome> {
  return client.openAccount({ accountId });
}

/** 10,000 USD; it can be traded with as soon as this is answered. */
export function depositCash(client: CommandClient, accountId: AccountId): Promise<Outcome> {
  return client.depositCash({ accountId, amount: 100_000_000n });
}

export function depositSecurities(
  client: CommandClient,
  accountId: AccountId,
  instrumentId: InstrumentId,
): Promise<Outcome> {
  return client.depositSecurities({ accountId, instrumentId, quantity: 100n });
}

/** Pays out what is neither spent nor held back for open orders. */
export function withdrawCash(client: CommandClient, accountId: AccountId): Promise<Outcome> {
  return client.withdrawCash({ accountId, amount: 1_000_000n });
}
