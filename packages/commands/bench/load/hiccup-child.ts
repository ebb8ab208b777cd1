// The control beside a load: an idle process that tells how late its own 1 ms timer was. What it sees is the machine's.
import { once } from 'node:events';
import { Latencies } from './percentiles.ts';

const late = new Latencies();
let before = performance.now();
const timer = setInterval(() => {
  const now = performance.now();
  late.record(now - before - 1);
  before = now;
}, 1);
await once(process, 'message');
clearInterval(timer);
process.send?.(late.summary());
process.disconnect();
