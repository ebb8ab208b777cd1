import type { Sql } from '@bellwether/platform/postgres';
import type { Redis } from '@bellwether/platform/redis';
import { readLog, ReadModelAudit, type RecordedFact } from '@bellwether/projections';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { JournalAudit } from './log/journal-audit.ts';
import { Totals } from './log/totals.ts';
import type { Parts } from './parts.ts';
import { Invariant } from './result.ts';
import { CacheAudit } from './stores/cache-audit.ts';
import { checkpointsOf } from './stores/fold-check.ts';

/** Reads the log once, for everything that is reckoned from it. */
export class LogReading {
  readonly cached: Invariant = new Invariant(
    'I5',
    'cached prices are those of the log, as of when they say',
  );
  readonly cache: CacheAudit = new CacheAudit();
  readonly folded: ReadModelAudit = new ReadModelAudit();
  readonly totals: Totals = new Totals();
  journal: JournalAudit = new JournalAudit();
  /** Commit position of the last fact that was read. */
  head: bigint | undefined;
  /** Why the log was not read as far as it was to be. */
  unfinished: string | undefined;
  readonly #eventStore: EventStoreDBClient;
  readonly #parts: Parts;
  readonly #partitions: number;

  /** @param partitions how many trading journals there are. */
  constructor(eventStore: EventStoreDBClient, parts: Parts, partitions: number) {
    this.#eventStore = eventStore;
    this.#parts = parts;
    this.#partitions = partitions;
  }

  /** Takes note of what the cache has. To be called before the log is read. */
  async noteCache(sql: Sql, redis: Redis): Promise<void> {
    const begin = async (): Promise<void> => {
      await this.cache.begin(sql, redis);
      this.journal = new JournalAudit(this.cache.asked, this.#partitions);
    };
    await this.#parts.run('the cache', begin, this.cached);
  }

  /** Reads the log to its end as it is now. */
  async read(sql: Sql): Promise<void> {
    const known = async (): Promise<number | undefined> =>
      Math.max(0, ...(await checkpointsOf(sql)).map(({ facts }) => facts));
    // How many there are is only told: where Postgres does not know, they are read all the same.
    const total = await known().catch(() => undefined);
    await this.#readOn('the log', total);
  }

  /** Reads on to a commit position. */
  readUpTo(position: bigint): Promise<void> {
    return this.#readOn('what the log has got meanwhile', undefined, position);
  }

  /** Everything up to a commit position, once more from the first fact. */
  again(upTo: bigint): () => AsyncIterable<readonly RecordedFact[]> {
    const [parts, eventStore] = [this.#parts, this.#eventStore];
    return async function* () {
      const progress = parts.progress.begin('the log once more, for rows that differ', 'facts');
      for await (const facts of readLog(eventStore, undefined, upTo)) {
        parts.goOn();
        progress.add(facts.length);
        yield facts;
      }
      progress.end();
    };
  }

  conclude(): readonly Invariant[] {
    return this.journal.conclude(this.unfinished);
  }

  async #readOn(what: string, total?: number, upTo?: bigint): Promise<void> {
    if (this.unfinished !== undefined) return;
    const work = async (): Promise<void> => {
      const progress = this.#parts.progress.begin(what, 'facts', total);
      for await (const facts of readLog(this.#eventStore, this.head, upTo)) {
        this.#parts.goOn();
        this.#add(facts);
        progress.add(facts.length);
      }
      progress.end();
    };
    const failed = await this.#parts.run(what, work);
    if (failed !== undefined) this.unfinished = `${failed}, after ${this.totals.facts} facts`;
  }

  #add(facts: readonly RecordedFact[]): void {
    this.head = facts[0]?.position ?? this.head;
    this.journal.addEvent(facts);
    this.folded.add(facts);
    this.totals.add(facts);
    this.cache.add(facts);
  }
}
