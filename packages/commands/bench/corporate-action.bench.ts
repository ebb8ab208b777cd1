// Usage: pnpm bench:corporate-action [--holders n] [--orders n] [--rounds n]. Prints JSON. How long an instrument is closed to trading for a
// split: from the fact that it is due to the entry that puts it in force, with the book taken down and built again, and its
// encoding; without servers. The floor is the fold of the same facts, which a replay does.
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import {
  emptyTradingState,
  encodeBatch,
  evolve,
  parseDate,
  parseDecimal,
  type AccountId,
  type CommandId,
  type FollowedFact,
  type InstrumentId,
  type OrderId,
  type TradingFact,
  type TradingState,
} from '@bellwether/domain';
import { createInlineEngine } from '@bellwether/engine';
import { CommandIndex } from '../src/command-index/command-index.ts';
import { openPartition } from '../src/partition/open-partition.ts';

const { values } = parseArgs({
  options: {
    holders: { type: 'string', default: '100000' },
    orders: { type: 'string', default: '50000' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean' },
  },
});
const [holders, orders] = [Number(values.holders), Number(values.orders)];

const ACME = 'ACME' as InstrumentId;
const exDate = parseDate('2026-11-23');
const actionId = idOf(0) as CommandId;
const TEN_O_CLOCK = BigInt(Date.UTC(2026, 10, 23, 15)) * 1_000_000n;

function idOf(n: number): string {
  return `0192f3a0-7c1e-7aaa-8bbb-${`${n}`.padStart(12, '0')}`;
}

/** A market that is closed: each holder has some shares, and some of them an order to buy more, at prices of their own. */
function market(): TradingState {
  const state = emptyTradingState();
  let sourcePosition = 0n;
  const take = (fact: object): void => evolve(state, fact as TradingFact);
  const source = () => ({ sourcePosition: ++sourcePosition });
  const terms = { symbol: 'ACME', tickSize: 100n, maxOrderQuantity: 1_000_000n };
  const listing = { instrumentId: ACME, referencePrice: parseDecimal('100'), ...terms };
  take({ type: 'InstrumentAdmitted', data: { ...listing, ...source() } });
  for (let n = 0; n < holders; n++) {
    const accountId = `a${n}` as AccountId;
    take({ type: 'AccountAdmitted', data: { accountId, ...source() } });
    const quantity = BigInt(1 + (n % 997));
    take({
      type: 'SharesAllocated',
      data: { accountId, instrumentId: ACME, quantity, ...source() },
    });
    if (n >= orders) continue;
    const amount = parseDecimal('1000');
    take({ type: 'FundsAllocated', data: { accountId, amount, ...source() } });
    take(bid(n, accountId));
  }
  take({ type: 'PhaseChanged', data: { instrumentId: ACME, phase: 'CLOSED' } });
  return state;
}

function bid(n: number, accountId: AccountId): object {
  const limitPrice = parseDecimal('50') + BigInt(n % 4_000) * 100n;
  const quantity = BigInt(1 + (n % 9));
  const data = {
    orderId: idOf(n + 1) as OrderId,
    accountId,
    instrumentId: ACME,
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity,
    limitPrice,
    selfTrade: 'NONE',
    reserved: limitPrice * quantity,
    entrySequence: BigInt(n + 1),
    validatedAt: TEN_O_CLOCK,
    approvedAt: TEN_O_CLOCK,
  };
  return { type: 'OrderAccepted', data };
}

const due = {
  type: 'CorporateActionDue',
  data: {
    actionId,
    instrumentId: ACME,
    version: 1,
    attempt: 1,
    exDate,
    kind: 'FORWARD_SPLIT',
    newShares: 3,
    oldShares: 2,
  },
} as unknown as FollowedFact;

/** Milliseconds that a step takes, and what it returns. */
async function timed<T>(step: () => Promise<T> | T): Promise<readonly [ms: number, result: T]> {
  const started = performance.now();
  const result = await step();
  return [performance.now() - started, result];
}

async function round() {
  const engine = createInlineEngine();
  const commands = new CommandIndex();
  const partition = await openPartition(
    0,
    { state: market(), commands },
    engine,
    () => TEN_O_CLOCK,
  );
  const before = market();
  const [inForce, facts] = await timed(() => partition.follow(due, 2n ** 40n));
  const entry = { commandId: actionId, principal: 'system', fingerprint: 0n, receivedAt: 0n };
  const [encoded, bytes] = await timed(() => encodeBatch([{ ...entry, facts }]));
  const [folded] = await timed(() => facts.forEach((fact) => evolve(before, fact)));
  return { inForce, encoded, folded, facts: facts.length, bytes: bytes.length };
}

const loadBefore = loadavg()[0];
const runs: Awaited<ReturnType<typeof round>>[] = [];
for (let n = 0; n < Number(values.rounds); n++) runs.push(await round());
const median = (of: (run: (typeof runs)[number]) => number): number => {
  const sorted = runs.map(of).toSorted((a, b) => a - b);
  return Number((sorted[Math.floor(sorted.length / 2)] ?? Number.NaN).toFixed(1));
};
const [putInForceMs, floorMs] = [median((run) => run.inForce), median((run) => run.folded)];
const told = {
  machine: { node: process.version, cpu: cpus()[0]?.model, loadBefore, loadAfter: loadavg()[0] },
  holders,
  orders,
  facts: median((run) => run.facts),
  journalBytes: median((run) => run.bytes),
  putInForceMs,
  encodeMs: median((run) => run.encoded),
  floor: { name: 'fold of the same facts', ms: floorMs },
  timesTheFloor: Number((putInForceMs / floorMs).toFixed(2)),
};
process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
