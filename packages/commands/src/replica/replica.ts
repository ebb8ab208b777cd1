import { emptyTradingState, evolve, type TradingState } from '@bellwether/domain';
import { EMPTY_JOURNAL, type JournalHead } from '../journal/journal.ts';
import { JournalReader, type StoredBatch } from '../journal/journal-reader.ts';
import type { Recovery } from './recovery.ts';
import type { EventStore } from '../runtime/event-store.ts';
import { CommandIndex } from '../command-index/command-index.ts';
import { ID_SEED } from '../command-index/id-seed.ts';
import { SYSTEM } from '../engine-port/request.ts';
import { stateHash } from './state-hash.ts';

/** What a journal folds to, up to some batch. */
export interface FoldedJournal {
  readonly state: TradingState;
  readonly commands: CommandIndex;
  readonly head: JournalHead;
}

/**
 * A partition's state as its journal tells it, without books: what a start, a warm standby and the writer of snapshots
 * have in common. It can be brought up to the journal's end again and again.
 */
export class PartitionReplica {
  readonly state: TradingState;
  readonly commands: CommandIndex;
  readonly #reader: JournalReader;

  /** @param from where to go on, from a snapshot; default: before the first batch. */
  constructor(
    store: Pick<EventStore, 'readStream'>,
    partition: number,
    from: FoldedJournal = {
      state: emptyTradingState(ID_SEED),
      commands: new CommandIndex(),
      head: EMPTY_JOURNAL,
    },
  ) {
    this.state = from.state;
    this.commands = from.commands;
    this.#reader = new JournalReader(store, partition, from.head);
  }

  get head(): JournalHead {
    return this.#reader.head;
  }

  /** Reads on to the journal's end as it is now; returns the number of facts read. @throws JournalCorruptError */
  async catchUp(): Promise<number> {
    let facts = 0;
    for await (const batch of this.#reader.read()) {
      for (const { facts: more } of batch.entries) facts += more.length;
      this.#fold(batch);
      this.#remember(batch);
    }
    return facts;
  }

  /** The same for a start, which may take long: says how far it is, and lets others have their turn between batches. */
  async recover(recovery: Recovery): Promise<void> {
    recovery.reads(this.head.sequence);
    await recovery.timedAsync('journal', async () => {
      for await (const batch of this.#reader.read()) {
        recovery.timed('fold', () => this.#fold(batch));
        recovery.timed('commandIndex', () => this.#remember(batch));
        await recovery.folded(batch.head.sequence);
      }
    });
  }

  /** Equal for equal states, however they came about. */
  stateHash(): string {
    return stateHash(this.state);
  }

  #fold({ entries }: StoredBatch): void {
    for (const { facts } of entries) for (const fact of facts) evolve(this.state, fact);
  }

  #remember({ entries, position }: StoredBatch): void {
    for (const entry of entries)
      if (entry.principal !== SYSTEM) this.commands.restore(entry, position);
  }
}
