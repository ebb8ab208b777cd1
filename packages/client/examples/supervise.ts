import type { CommandClient, Outcome } from '@bellwether/client';
import type { AccountId, CommandId, InstrumentId } from '@bellwether/domain';
import { newId } from '@bellwether/platform/runtime';

/** A halt takes two people: one gives the command, another one agrees. */
export async function haltInstrument(
  client: CommandClient,
  colleague: CommandClient,
  instrumentId: InstrumentId,
): Promise<Outcome> {
  const commandId = newId() as CommandId;
  const asked = await client.haltInstrument(
    { instrumentId, reason: 'NEWS_PENDING' },
    { id: commandId },
  );
  if (asked.status !== 'rejected' || asked.code !== 'APPROVAL_REQUIRED') return asked;
  return colleague.approveCommand({ commandId });
}

/** Who may act alone, as the command line of a development installation, needs nobody else. */
export function resumeInstrument(
  client: CommandClient,
  instrumentId: InstrumentId,
): Promise<Outcome> {
  return client.resumeInstrument({ instrumentId });
}

/** Any command can be sent by its type; `bellwether schema list` names them all. */
export function setRiskLimits(client: CommandClient, accountId: AccountId): Promise<Outcome> {
  return client.send({
    type: 'SetRiskLimits',
    data: { accountId, limits: { maxOrderQuantity: 500n } },
  });
}

/** A gateway that has checked who somebody is sends commands in that one's name. Its client has a `signer`: it is believed what it signs. */
export function inSomebodysName(
  gateway: CommandClient,
  accountId: AccountId,
  instrumentId: InstrumentId,
): Promise<Outcome> {
  const actor = { name: `${accountId}@example`, roles: ['trader'], accounts: [accountId] } as const;
  return gateway.placeOrder(
    {
      accountId,
      instrumentId,
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'IOC',
      quantity: 1n,
      limitPrice: 990_000n,
    },
    { actor },
  );
}
