import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@bellwether/platform';
import { QuoteFold, type RecordedFact } from '@bellwether/projections';
import type { Invariant } from './result.ts';

const POLL_MS = 200;

/** Counts and sums of facts, trades, executions and quotes, compared with what ClickHouse says of its tables. */
export class ClickHouseAudit {
  #facts = 0n;
  #trades = 0n;
  #quantity = 0n;
  #notional = 0n;
  #indices = 0n;
  #quotes = 0n;
  #quoted = 0n;
  #executions = 0n;
  #arrivals = 0n;
  readonly #books = new QuoteFold();

  add(facts: readonly RecordedFact[]): void {
    const quotes = this.#books.add(facts, ({ fact }, { bid, ask }) => {
      // Both sides of a trade in our book; one of an execution elsewhere.
      const rows = fact.type === 'TradeExecuted' ? 2n : 1n;
      this.#executions += rows;
      this.#arrivals += rows * ((bid?.price ?? 0n) + (ask?.price ?? 0n));
    });
    for (const { bid, ask } of quotes) {
      this.#quotes += 1n;
      this.#quoted += (bid?.quantity ?? 0n) + (ask?.quantity ?? 0n);
    }
    for (const { fact, index } of facts) {
      this.#facts += 1n;
      this.#indices += BigInt(index);
      if (fact.type !== 'TradeExecuted') continue;
      this.#trades += 1n;
      this.#quantity += fact.data.quantity;
      this.#notional += fact.data.price * fact.data.quantity;
    }
  }

  /** Waits until ClickHouse has as many facts and quotes up to `position`, then compares the sums. */
  async compare(
    client: ClickHouseClient,
    invariant: Invariant,
    position: bigint,
    timeoutMs: number,
  ): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    let found = await ask(client, position);
    // Quotes of a batch come in an insert of their own.
    const isBehind = (): boolean => found.facts < this.#facts || found.quotes < this.#quotes;
    while (isBehind() && performance.now() < deadline) {
      await sleep(POLL_MS);
      found = await ask(client, position);
    }
    const expected: Totals = {
      facts: this.#facts,
      indices: this.#indices,
      trades: this.#trades,
      quantity: this.#quantity,
      notional: this.#notional,
      quotes: this.#quotes,
      quoted: this.#quoted,
      executions: this.#executions,
      arrivals: this.#arrivals,
    };
    invariant.count('facts in ClickHouse', Number(found.facts));
    invariant.count('trades in ClickHouse', Number(found.trades));
    invariant.count('executions in ClickHouse', Number(found.executions));
    invariant.count('quotes in ClickHouse', Number(found.quotes));
    for (const key of Object.keys(expected) as (keyof Totals)[])
      invariant.check(
        found[key] === expected[key],
        () => `ClickHouse ${key}: ${found[key]}, the log ${expected[key]}`,
      );
  }
}

interface Totals {
  readonly facts: bigint;
  readonly indices: bigint;
  readonly trades: bigint;
  readonly quantity: bigint;
  readonly notional: bigint;
  readonly quotes: bigint;
  /** Sum of the sizes of both sides. */
  readonly quoted: bigint;
  readonly executions: bigint;
  /** Sum of the best prices of both sides that they came in to, 1/10 000 USD. */
  readonly arrivals: bigint;
}

async function ask(client: ClickHouseClient, position: bigint): Promise<Totals> {
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
