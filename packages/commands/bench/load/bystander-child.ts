// A client beside a load, in a process of its own: one order every 50 ms, by itself. Tells each outcome when told to end.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutcomeBatch } from '@bellwether/domain';
import { createLogger } from '@bellwether/platform/log';
import { connectNats } from '@bellwether/platform/nats';
import type { Look } from './bystander.ts';
import { OrderFlow } from './order-flow.ts';
import { Latencies } from './percentiles.ts';
import { subjectOf, WAYS } from './ways.ts';

const EVERY_MS = 50;
const TIMEOUT_MS = 10_000;
/** Unlike those of the loads. */
const SEED = 7_919;
/** Its ids begin where those of the loads do not come: they count from 1. */
const OWN_IDS = 'bbbb';

const [told] = (await once(process, 'message')) as [
  { readonly url: string; readonly user: string; readonly password: string },
];
const connection = await connectNats(
  { ...told, name: 'bystander' },
  createLogger('load', 'silent'),
);
const subject = subjectOf(WAYS.onePerMessage, told.user);
const flow = new OrderFlow(SEED, Date.now(), 0, 0.5);
const latency = new Latencies();
const looks: Look[] = [];
const ended = once(process, 'message');
let stop = false;
void ended.then(() => (stop = true));
while (!stop) {
  flow.stamp(Date.now());
  const order = flow.next().replace('-7000-8000-0000', `-7000-8000-${OWN_IDS}`);
  const [at, from] = [Date.now(), performance.now()];
  const status = await connection
    .request(subject, `{"commands":[${order}]}`, { timeout: TIMEOUT_MS })
    .then((reply) => reply.json<OutcomeBatch>().outcomes[0]?.status ?? 'silent')
    .catch(() => 'silent');
  const ms = performance.now() - from;
  looks.push({ at, ms, status });
  latency.record(ms);
  await sleep(EVERY_MS);
}
await connection.close();
process.send?.({ looks, latencyMs: latency.summary() });
process.disconnect();
