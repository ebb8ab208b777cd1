import type { CommandClient, Outcome } from '@bellwether/client';
import type { AccountId, InstrumentId, OrderId } from '@bellwether/domain';
import { newId } from '@bellwether/platform/runtime';

/** Whose order it is, and on what. */
export interface Trader {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
}

/** The id of the command becomes the id of the order: whoever chooses it knows the order before any answer. */
export async function placeOrder(
  client: CommandClient,
  trader: Trader,
): Promise<{ readonly orderId: OrderId; readonly outcome: Outcome }> {
  const id = newId();
  const outcome = await client.placeOrder(
    {
      ...trader,
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: 10n,
      limitPrice: 990_000n,
    },
    { id },
  );
  return { orderId: id as OrderId, outcome };
}

/** A smaller quantity at the same price keeps its place in the queue. */
export function replaceOrder(
  client: CommandClient,
  trader: Trader,
  orderId: OrderId,
): Promise<Outcome> {
  return client.replaceOrder({ ...trader, orderId, quantity: 5n, limitPrice: 990_000n });
}

export function cancelOrder(
  client: CommandClient,
  trader: Trader,
  orderId: OrderId,
): Promise<Outcome> {
  return client.cancelOrder({ ...trader, orderId });
}

/** Through the queue: kept until it is decided, even if nobody answers now. */
export function placeDurably(client: CommandClient, trader: Trader): Promise<Outcome> {
  return client.placeOrder(
    {
      ...trader,
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'IOC',
      quantity: 1n,
      limitPrice: 990_000n,
    },
    { mode: 'durable', deadlineMs: 10_000 },
  );
}

/** An answer that never came: the same id again tells what became of the first one, and does nothing twice. */
export async function repeatAfterSilence(client: CommandClient, trader: Trader): Promise<Outcome> {
  const { orderId } = await placeOrder(client, trader);
  return client.placeOrder(
    {
      ...trader,
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: 10n,
      limitPrice: 990_000n,
    },
    { id: orderId },
  );
}
