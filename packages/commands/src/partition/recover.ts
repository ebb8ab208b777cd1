import { emptyTradingState, evolve, type TradingState } from '@bellwether/domain';
import type { Engine } from '@bellwether/engine';
import type { Clock } from '@bellwether/platform';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { EMPTY_JOURNAL, type JournalHead } from '../journal/journal.ts';
import { readJournal } from '../journal/read-journal.ts';
import { CommandIndex } from './command-index.ts';
import { EngineFacts } from './engine-facts.ts';
import { Matching } from './matching.ts';
import { OrderRefs } from './order-refs.ts';
import { TradingPartition } from './partition.ts';
import { SYSTEM } from './request.ts';

/** What a journal folds to. */
export interface RecoveredState {
  readonly state: TradingState;
  readonly commands: CommandIndex;
  readonly head: JournalHead;
}

/**
 * Folds a journal from its first batch: the same path at every start, after a crash or not.
 * @throws JournalCorruptError
 */
export async function recoverState(
  client: EventStoreDBClient,
  partition: number,
): Promise<RecoveredState> {
  const state = emptyTradingState();
  const commands = new CommandIndex();
  let head = EMPTY_JOURNAL;
  for await (const batch of readJournal(client, partition)) {
    for (const entry of batch.entries) {
      for (const fact of entry.facts) evolve(state, fact);
      if (entry.principal !== SYSTEM) commands.restore(entry, batch.position);
    }
    head = batch.head;
  }
  return { state, commands, head };
}

/** Builds a partition on a folded state, with its books as they were. @param engine empty. */
export async function openPartition(
  partition: number,
  { state, commands }: Pick<RecoveredState, 'state' | 'commands'>,
  engine: Engine,
  clock: Clock,
): Promise<TradingPartition> {
  const refs = new OrderRefs();
  const matching = new Matching(engine, state, refs, new EngineFacts(partition, state, refs));
  await matching.openAll();
  return new TradingPartition(state, commands, matching, clock);
}
