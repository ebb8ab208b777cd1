// What surveillance costs: `pnpm bench:surveillance`. All rules over a made-up flow of quotes, cancels and executions, beside the
// fold of the markets alone, which any rule needs.
import { availableParallelism, cpus, loadavg } from 'node:os';
import { SurveillanceMonitor, type Observed } from '../src/compliance/surveillance/index.ts';

const FACTS = 400_000;
const [INSTRUMENTS, OWNERS] = [20, 100] as const;
/** What the journal is made for, facts per second. */
const TARGET = 20_000;
const RUNS = 5;
const START = 1_795_186_800_000_000_000n;

interface Standing {
  readonly orderId: string;
  readonly accountId: string;
  readonly side: 'BUY' | 'SELL';
  readonly price: bigint;
  readonly quantity: bigint;
}

/** Numbers that look random and are the same in every run (mulberry32). */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** Two orders in, one out, and now and then an execution, as fast as the journal takes them. */
function flow(): readonly Observed[] {
  const random = randomOf(7);
  const facts: Observed[] = [];
  const standing: Standing[][] = Array.from({ length: INSTRUMENTS }, () => []);
  let orders = 0;
  const fact = (type: string, data: object, entryIndex = 0): void => {
    const n = BigInt(facts.length);
    const at = START + (n * 1_000_000_000n) / BigInt(TARGET);
    facts.push({ fact: { type, data }, position: n, index: 0, entryIndex, at });
  };
  const enter = (
    instrument: number,
    side: 'BUY' | 'SELL',
    price: bigint,
    timeInForce: string,
  ): Standing => {
    const orderId = `${(orders += 1)}`;
    const quantity = BigInt(1 + random(20)) * 10n;
    const accountId = `owner-${random(OWNERS)}`;
    const order = { orderId, accountId, side, price, quantity };
    const terms = { type: 'LIMIT', timeInForce, quantity, limitPrice: price };
    fact('OrderAccepted', { orderId, accountId, instrumentId: `I${instrument}`, side, ...terms });
    return order;
  };
  while (facts.length < FACTS) {
    const instrument = random(INSTRUMENTS);
    const own = standing[instrument] as Standing[];
    const side = random(2) === 0 ? 'BUY' : 'SELL';
    const away = BigInt(1 + random(20)) * 100n;
    own.push(enter(instrument, side, 1_000_000n + (side === 'BUY' ? -away : away), 'DAY'));
    if (own.length < 60) continue;
    const [maker] = own.splice(random(own.length), 1) as [Standing];
    const { orderId, accountId, price, quantity } = maker;
    const of = { orderId, accountId, instrumentId: `I${instrument}`, side: maker.side };
    if (random(10) > 0) {
      fact('OrderCancelled', { ...of, quantity, reason: 'USER' });
      continue;
    }
    const taker = enter(instrument, maker.side === 'BUY' ? 'SELL' : 'BUY', price, 'IOC');
    const [buy, sell] = maker.side === 'BUY' ? [maker, taker] : [taker, maker];
    const sides = { buyOrderId: buy.orderId, buyAccountId: buy.accountId, buyLeaves: 0n };
    const others = { sellOrderId: sell.orderId, sellAccountId: sell.accountId, sellLeaves: 0n };
    const terms = { tradeId: `0-${facts.length}`, price, quantity, aggressor: taker.side };
    fact('TradeExecuted', { instrumentId: `I${instrument}`, ...terms, ...sides, ...others }, 1);
  }
  return facts;
}

/** Median of what a fact takes of a core, µs, and the alerts of the last run. */
function cost(facts: readonly Observed[], open: () => SurveillanceMonitor) {
  const runs: number[] = [];
  let alerts = 0;
  for (let run = 0; run < RUNS; run++) {
    const monitor = open();
    alerts = 0;
    const { user, system } = process.cpuUsage();
    for (const fact of facts) alerts += monitor.take(fact).length;
    const used = process.cpuUsage();
    runs.push((used.user + used.system - user - system) / facts.length);
  }
  const microseconds = runs.toSorted((a, b) => a - b)[RUNS >> 1] ?? 0;
  return {
    microsecondsPerFact: Number(microseconds.toFixed(3)),
    factsPerCoreSecond: Math.round(1e6 / microseconds),
    percentOfCoreAtTarget: Number(((microseconds * TARGET) / 1e4).toFixed(1)),
    alerts,
  };
}

const facts = flow();
const result = {
  cpu: cpus()[0]?.model,
  cores: availableParallelism(),
  node: process.version,
  loadAverage: loadavg().map((load) => Number(load.toFixed(2))),
  facts: facts.length,
  target: TARGET,
  allRules: cost(facts, () => new SurveillanceMonitor()),
  floor: cost(facts, () => new SurveillanceMonitor({ rules: [] })),
};
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
