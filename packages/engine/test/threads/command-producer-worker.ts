// Submits numbered orders to an engine that lives elsewhere.
import { workerData } from 'node:worker_threads';
import { OrderType, Side, TimeInForce, createCommandProducer } from '../../src/index.ts';

export interface CommandProducerInput {
  readonly ring: SharedArrayBuffer;
  readonly firstRef: number;
  readonly orders: number;
}

const { ring, firstRef, orders } = workerData as CommandProducerInput;
const port = createCommandProducer(ring, { waitMs: Infinity });
for (let i = 0; i < orders; i++) {
  const accepted = port.newOrder({
    token: i,
    symbol: 0,
    ref: firstRef + i,
    side: Side.BUY,
    type: OrderType.LIMIT,
    timeInForce: TimeInForce.GTC,
    price: 100,
    quantity: 1,
  });
  if (!accepted) throw new Error('refused although it waits');
}
