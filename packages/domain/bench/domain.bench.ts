// What the rules cost per order: `pnpm bench:domain [--json]`. Medians of runs on one thread; see README.
import { availableParallelism, cpus, loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { OrderId, CommandId } from '../src/kernel/ids.ts';
import type { PlaceOrderCommand } from '../src/orders/commands.ts';
import { readCommand, writeCommand } from '../src/contracts/registry/command-message.ts';
import { DEFAULT_POLICY } from '../src/risk/context.ts';
import { setMark } from '../src/risk/instrument-risk.ts';
import { parseDate } from '../src/time/civil-date.ts';
import { instantOf, wall } from '../src/time/new-york.ts';
import { approveOrder } from '../src/trading/place-order.ts';
import { evolve } from '../src/trading/evolve.ts';
import type { TradingState } from '../src/trading/state.ts';
import { newTradingDay } from '../src/trading/trading-day.ts';
import { validateOrder } from '../src/trading/validate-order.ts';
import { orderOf, partitionOf, POSITIONS } from './accounts.ts';

const SIZES = [100, 1_000, 10_000, 100_000] as const;
const ORDERS = 20_000;
const RUNS = 9;
const MICROSECONDS = 1_000;

const date = parseDate('2026-11-20');
const at = instantOf(date, wall(10));
const id = '0192f3a0-7c1e-7aaa-8bbb-000000000001';

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** Median µs of one call of `work`, over runs of many calls; the first two runs are to warm up. */
function cost(work: (n: number) => void): number {
  const runs: number[] = [];
  for (let run = 0; run < RUNS + 2; run++) {
    const start = performance.now();
    for (let n = 0; n < ORDERS; n++) work(n);
    if (run >= 2) runs.push(((performance.now() - start) * MICROSECONDS) / ORDERS);
  }
  return Number(median(runs).toPrecision(3));
}

interface Row {
  readonly accountType: 'CASH' | 'MARGIN';
  readonly accounts: number;
  /** Validation and risk, marks unchanged. */
  readonly checkUs: number;
  /** The same while prices move between any two orders, so that margin accounts are valued anew. */
  readonly checkMovingUs: number;
  /** Validation, risk, the acceptance and a cancel folded into the state. */
  readonly placeAndCancelUs: number;
  /** Nothing but finding the account and the instrument: the floor. */
  readonly lookUpUs: number;
}

function check(state: TradingState, terms: PlaceOrderCommand['data'], day: Day): Approved {
  const valid = validateOrder(state, terms, at);
  const approved = valid.ok ? approveOrder(state, terms, valid, day.risk, at) : valid;
  if (!approved.ok) throw new Error(`${approved.rejection.code}: ${approved.rejection.message}`);
  return approved;
}

type Day = ReturnType<typeof newTradingDay>;
type Approved = Extract<ReturnType<typeof approveOrder>, { ok: true }>;

function measure(accountType: Row['accountType'], accounts: number): Row {
  const state = partitionOf(accounts, accountType);
  const day = newTradingDay(state, date, DEFAULT_POLICY);
  const orders = Array.from({ length: ORDERS }, (_, n) => orderOf(n, accounts));
  const instruments = [...state.instruments.values()];
  const term = (n: number): PlaceOrderCommand['data'] => orders[n] as PlaceOrderCommand['data'];
  let found = 0;
  const lookUpUs = cost((n) => {
    const { accountId, instrumentId } = term(n);
    if (state.accounts.has(accountId) && state.instruments.has(instrumentId)) found += 1;
  });
  if (found === 0) throw new Error('the floor did nothing');
  const checkUs = cost((n) => void check(state, term(n), day));
  const checkMovingUs = cost((n) => {
    const instrument = instruments[n % POSITIONS];
    if (instrument !== undefined) setMark(instrument.risk, 1_000_000n + BigInt((n % 5) * 100));
    check(state, term(n), day);
  });
  const placeAndCancelUs = cost((n) => placeAndCancel(state, term(n), day));
  return { accountType, accounts, checkUs, checkMovingUs, placeAndCancelUs, lookUpUs };
}

function placeAndCancel(state: TradingState, terms: PlaceOrderCommand['data'], day: Day): void {
  const { limitPrice, reserved } = check(state, terms, day);
  const orderId = id as OrderId;
  const more = { orderId, limitPrice, reserved, entrySequence: 0n };
  evolve(state, {
    type: 'OrderAccepted',
    data: { ...terms, ...more, validatedAt: at, approvedAt: at },
  });
  const { accountId, instrumentId, side, quantity } = terms;
  evolve(state, {
    type: 'OrderCancelled',
    data: { orderId, accountId, instrumentId, side, quantity, released: reserved, reason: 'USER' },
  });
}

/** Reading a command from JSON: parsing, the compiled schema (ajv), decimals into integers. */
function schemaCost(): { readonly parseUs: number; readonly readUs: number } {
  const command = { type: 'PlaceOrder', data: orderOf(1, 100) } as const;
  const message = writeCommand(id as CommandId, command);
  const text = JSON.stringify(message);
  return {
    parseUs: cost(() => void JSON.parse(text)),
    readUs: cost(() => {
      if (!readCommand(message).ok) throw new Error('the command is not one');
    }),
  };
}

const loadBefore = loadavg()[0];
const rows = (['CASH', 'MARGIN'] as const).flatMap((type) => SIZES.map((n) => measure(type, n)));
const report = {
  machine: {
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    loadBefore,
    loadAfter: loadavg()[0],
  },
  positionsPerAccount: POSITIONS,
  ordersPerRun: ORDERS,
  runs: RUNS,
  microsecondsPerOrder: rows,
  schema: schemaCost(),
};

if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
else {
  process.stdout.write(
    `µs per order, median of ${RUNS} runs; load ${loadBefore} to ${report.machine.loadAfter}\n`,
  );
  console.table(rows);
  console.table(report.schema);
}
