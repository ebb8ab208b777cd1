import { CommandClient } from '@bellwether/client';
import type { AccountId, InstrumentId, Outcome } from '@bellwether/domain';
import type { NatsConnection } from 'nats';
import { ACCOUNTS, accountOf, instrumentOf, INSTRUMENTS } from './order-flow.ts';

/** Lists the instruments and funds the accounts of the order flow, so that nothing is refused for lack of means. */
export async function setUpMarket(connection: NatsConnection, user: string): Promise<void> {
  const client = new CommandClient({ connection, user, deadlineMs: 30_000 });
  const instruments = Array.from(
    { length: INSTRUMENTS },
    (_, i) => instrumentOf(i) as InstrumentId,
  );
  for (const instrumentId of instruments)
    accepted(
      await client.listInstrument({
        instrumentId,
        symbol: instrumentId,
        tickSize: 100n,
        referencePrice: 1_000_000n,
        maxOrderQuantity: 1_000_000n,
      }),
    );
  for (let i = 0; i < ACCOUNTS; i++) {
    const accountId = accountOf(i) as AccountId;
    accepted(await client.openAccount({ accountId }));
    accepted(await client.depositCash({ accountId, amount: 10n ** 13n }));
    for (const instrumentId of instruments)
      accepted(await client.depositSecurities({ accountId, instrumentId, quantity: 999_999_999n }));
  }
}

function accepted(outcome: Outcome): void {
  if (outcome.status !== 'accepted') throw new Error(JSON.stringify(outcome));
}
