import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@bellwether/platform/click-house';
import type { MarketSums } from '../log/market-audit.ts';
import type { Totals } from '../log/totals.ts';
import type { Invariant } from '../result.ts';

const POLL_MS = 200;
/** It is waited for as long as it gets on: this long without a new fact is too long. */
const STUCK_MS = 60_000;

/** Waits until ClickHouse has as many facts and quotes up to `position`, then compares counts and sums with the log's. */
export async function checkClickHouse(
  client: ClickHouseClient,
  invariant: Invariant,
  position: bigint,
  { totals, market }: { readonly totals: Totals; readonly market: MarketSums },
): Promise<void> {
  const { facts, indices, trades, quantity, notional } = totals;
  const expected: Sums = { facts, indices, trades, quantity, notional, ...market };
  let found = await ask(client, position);
  let moved = performance.now();
  // Quotes of a batch come in an insert of their own.
  while (found.facts < facts || found.quotes < market.quotes) {
    if (performance.now() - moved > STUCK_MS) break;
    await sleep(POLL_MS);
    const before = found;
    found = await ask(client, position);
    if (found.facts + found.quotes > before.facts + before.quotes) moved = performance.now();
  }
  invariant.count('facts in ClickHouse', Number(found.facts));
  invariant.count('trades in ClickHouse', Number(found.trades));
  invariant.count('executions in ClickHouse', Number(found.executions));
  invariant.count('quotes in ClickHouse', Number(found.quotes));
  for (const key of Object.keys(expected) as (keyof Sums)[])
    invariant.check(
      found[key] === expected[key],
      () => `ClickHouse ${key}: ${found[key]}, the log ${expected[key]}`,
    );
}

interface Sums extends Readonly<MarketSums> {
  readonly facts: bigint;
  readonly indices: bigint;
  readonly trades: bigint;
  readonly quantity: bigint;
  readonly notional: bigint;
}

async function ask(client: ClickHouseClient, position: bigint): Promise<Sums> {
  const one = async (query: string): Promise<Record<string, string>> => {
    const query_params = { position: `${position}` };
    const result = await client.query({ query, query_params, format: 'JSONEachRow' });
    return (await result.json<Record<string, string>>())[0] ?? {};
  };
  const facts = await one(
    `select toString(count()) as found_facts, toString(sum(batch_index)) as found_indices from bellwether.facts
       where facts.position <= {position: Int64}`,
  );
  const trades = await one(
    `select toString(count()) as found_trades, toString(sum(quantity)) as found_quantity,
       toString(sum(toInt128(price * 10000) * toInt128(quantity))) as found_notional from bellwether.trades
       where trades.position <= {position: Int64}`,
  );
  const quotes = await one(
    `select toString(count()) as found_quotes, toString(sum(bid_size) + sum(ask_size)) as found_quoted
       from bellwether.quotes where quotes.position <= {position: Int64}`,
  );
  const executions = await one(
    `select toString(count()) as found_executions,
       toString(sum(toInt128(ifNull(arrival_bid, 0) * 10000) + toInt128(ifNull(arrival_offer, 0) * 10000))) as found_arrivals
       from bellwether.executions where executions.position <= {position: Int64}`,
  );
  return {
    facts: BigInt(facts['found_facts'] ?? 0),
    indices: BigInt(facts['found_indices'] ?? 0),
    trades: BigInt(trades['found_trades'] ?? 0),
    quantity: BigInt(trades['found_quantity'] ?? 0),
    notional: BigInt(trades['found_notional'] ?? 0),
    quotes: BigInt(quotes['found_quotes'] ?? 0),
    quoted: BigInt(quotes['found_quoted'] ?? 0),
    executions: BigInt(executions['found_executions'] ?? 0),
    arrivals: BigInt(executions['found_arrivals'] ?? 0),
  };
}
