import type { EventStoreDBClient } from '@eventstore/db-client';
import { marketFacts, MARKET_OPENING } from '../test/market-facts.ts';
import { appendFacts } from '../test/projection-stack.ts';

const COMMANDS_PER_BATCH = 400;
/** Rows of long ago would be removed by their retention. */
const START = BigInt(Date.now()) * 1_000_000n - 3_600_000_000_000n;

/** A journal that grows. */
export class Journal {
  readonly #client: EventStoreDBClient;
  /** Commands so far; the n-th has number n. */
  commands = 0;
  facts = 0;

  constructor(client: EventStoreDBClient) {
    this.#client = client;
  }

  async open(): Promise<void> {
    await appendFacts(this.#client, [{ n: 9_999_999, facts: MARKET_OPENING, at: START }]);
    this.facts += MARKET_OPENING.length;
  }

  /** Appends batches until there are so many facts. */
  async growTo(facts: number): Promise<void> {
    while (this.facts < facts) await this.append(COMMANDS_PER_BATCH);
  }

  /** One group commit. @returns number of its last command. */
  async append(commands: number): Promise<number> {
    const entries = Array.from({ length: commands }, () => {
      this.commands += 1;
      const facts = marketFacts(this.commands);
      this.facts += facts.length;
      return { n: this.commands, facts, at: START + BigInt(this.commands) * 1_000_000n };
    });
    await appendFacts(this.#client, entries);
    return this.commands;
  }
}

/** Facts of one command, on average. */
export const FACTS_PER_COMMAND = 2.25;
