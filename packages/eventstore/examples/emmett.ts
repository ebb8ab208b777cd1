// Emmett on the embedded event store: a command handler that decides on shopping carts, and a consumer of the category stream `$ce-cart`.
// Run it with: node packages/eventstore/examples/emmett.ts
import { CommandHandler, type Event } from '@event-driven-io/emmett';
import {
  eventStoreDBEventStoreConsumer,
  getEventStoreDBEventStore,
} from '@event-driven-io/emmett-esdb';
import { EventStoreDBClient } from '@eventstore/db-client';
import { startEventStore } from '../src/index.ts';

type CartEvent =
  | Event<'ItemAdded', { sku: string; quantity: number }>
  | Event<'Confirmed', { items: number }>;

interface Cart {
  readonly items: number;
  readonly isConfirmed: boolean;
}

const initialState = (): Cart => ({ items: 0, isConfirmed: false });

const evolve = (cart: Cart, { type, data }: CartEvent): Cart =>
  type === 'ItemAdded'
    ? { ...cart, items: cart.items + data.quantity }
    : { ...cart, isConfirmed: true };

/** What the consumer saw, by cart. */
export interface CartTotals {
  readonly [cart: string]: number;
}

const addItem =
  (sku: string, quantity: number) =>
  (cart: Cart): CartEvent => {
    if (cart.isConfirmed) throw new Error('the cart is confirmed');
    return { type: 'ItemAdded', data: { sku, quantity } };
  };

const confirm = (cart: Cart): CartEvent => ({ type: 'Confirmed', data: { items: cart.items } });

/** Fills and confirms two carts, and waits until the consumer has seen both confirmations. */
export async function runCarts(connectionString: string): Promise<CartTotals> {
  const client = EventStoreDBClient.connectionString(connectionString);
  const store = getEventStoreDBEventStore(client);
  const handle = CommandHandler<Cart, CartEvent>({ evolve, initialState });
  const totals: Record<string, number> = {};
  const consumer = eventStoreDBEventStoreConsumer<CartEvent>({
    connectionString,
    from: { stream: '$ce-cart', options: { resolveLinkTos: true } },
  });
  consumer.processor<CartEvent>({
    processorId: 'totals',
    eachMessage: ({ type, data, metadata }) => {
      if (type === 'Confirmed') totals[metadata.streamName] = data.items;
      return undefined;
    },
    stopAfter: () => Object.keys(totals).length === 2,
  });
  const consumed = consumer.start();
  await handle(store, 'cart-1', addItem('apple', 3));
  await handle(store, 'cart-2', addItem('pear', 1));
  await handle(store, 'cart-1', addItem('plum', 2));
  await handle(store, 'cart-1', confirm);
  await handle(store, 'cart-2', confirm);
  await consumed;
  await consumer.close();
  await client.dispose();
  return totals;
}

if (import.meta.main) {
  const server = await startEventStore({ port: 0, memory: true, startStandardProjections: true });
  process.stdout.write(`${JSON.stringify(await runCarts(server.connectionString))}\n`);
  await server.stop();
}
