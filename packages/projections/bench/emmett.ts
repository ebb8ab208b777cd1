import {
  getPostgreSQLEventStore,
  pongoSingleStreamProjection,
  postgreSQLEventStoreConsumer,
} from '@event-driven-io/emmett-postgresql';
import { measure, type Rate } from './machine.ts';

type OrderDocument = {
  readonly quantity: number;
  readonly executed: number;
  readonly status: string;
};

type Placed = { readonly type: 'OrderAccepted'; readonly data: { readonly quantity: number } };
type Filled = { readonly type: 'OrderFilled'; readonly data: { readonly quantity: number } };

const projection = pongoSingleStreamProjection<OrderDocument, Placed | Filled>({
  collectionName: 'orders',
  canHandle: ['OrderAccepted', 'OrderFilled'],
  evolve: (document: OrderDocument | null, { type, data }: Placed | Filled): OrderDocument => {
    const { quantity, executed } = document ?? { quantity: data.quantity, executed: 0 };
    if (type === 'OrderAccepted') return { quantity, executed, status: 'OPEN' };
    const filled = executed + data.quantity;
    return { quantity, executed: filled, status: filled === quantity ? 'FILLED' : 'PARTIAL' };
  },
});

/**
 * The peer: Emmett's Postgres event store and its projection of orders into documents, rebuilt by its consumer from the
 * first event. Orders have two events each, as most of ours do.
 */
export async function emmettRebuild(connectionString: string, orders: number): Promise<Rate> {
  const store = getPostgreSQLEventStore(connectionString);
  for (let order = 0; order < orders; order++)
    await store.appendToStream<Placed | Filled>(`order-${order}`, [
      { type: 'OrderAccepted', data: { quantity: 10 } },
      { type: 'OrderFilled', data: { quantity: 4 } },
    ]);
  await store.close();
  let handled = 0;
  const events = orders * 2;
  const consumer = postgreSQLEventStoreConsumer<Placed | Filled>({ connectionString });
  consumer.processor<Placed | Filled>({
    processorId: 'bench-orders',
    projection,
    startFrom: 'BEGINNING',
    stopAfter: () => (handled += 1) >= events,
  } as never);
  const rate = await measure(async () => {
    await consumer.start();
    return events;
  });
  await consumer.close();
  return rate;
}
