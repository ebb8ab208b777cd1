import { histogram, percentiles, DATA_BYTES } from './support/measure.ts';
import { RawClient, readAll } from './support/raw-client.ts';

/** One append after the other. */
export async function sequential(client: RawClient, requests: number): Promise<object> {
  const data = Buffer.alloc(DATA_BYTES, 'x');
  const latencies = histogram();
  const started = performance.now();
  for (let i = 0; i < requests; i++) {
    const sent = performance.now();
    await client.append('sequential', 1, data);
    latencies.recordValue(Math.max(1, Math.round((performance.now() - sent) * 1000)));
  }
  const perSecond = Math.round(requests / ((performance.now() - started) / 1000));
  return { perSecond, ms: percentiles(latencies) };
}

/**
 * Append to delivery by a live subscription to `$all`, open loop: sends are due at fixed times, and latency counts from when an append
 * was due, whether or not it could be sent then.
 */
export async function liveLatency(
  port: number,
  client: RawClient,
  perSecond: number,
  events: number,
): Promise<object> {
  const subscriber = new RawClient(port);
  const latencies = histogram();
  const acked = histogram();
  const due: number[] = [];
  const marker = Buffer.from('live-');
  let seen = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  void subscriber
    .read(readAll(0, true), (message) => {
      const at = message.indexOf(marker);
      if (at < 0) return;
      const n = Number(message.toString('latin1', at + marker.length, at + marker.length + 8));
      latencies.recordValue(Math.max(1, Math.round((performance.now() - due[n]!) * 1000)));
      if (++seen === events) resolve();
    })
    .catch(() => {});
  await new Promise((wake) => setTimeout(wake, 300));
  const start = performance.now();
  for (let n = 0; n < events;) {
    const now = performance.now();
    for (; n < events && start + (n * 1000) / perSecond <= now; n++) {
      const when = start + (n * 1000) / perSecond;
      due.push(when);
      const data = Buffer.alloc(DATA_BYTES, 'x');
      data.write(`live-${String(n).padStart(8, '0')}`);
      void client
        .append('live', 1, data)
        .then(() => acked.recordValue(Math.max(1, Math.round((performance.now() - when) * 1000))));
    }
    await new Promise((wake) => setTimeout(wake, 1));
  }
  await promise;
  subscriber.close();
  return {
    perSecond,
    appendToDelivery: percentiles(latencies),
    appendToAnswer: percentiles(acked),
  };
}
