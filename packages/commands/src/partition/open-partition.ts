import type { InstrumentId } from '@bellwether/domain';
import type { Engine } from '@bellwether/engine';
import type { Clock } from '@bellwether/platform';
import { BookControl } from './book-control.ts';
import { Books } from './books.ts';
import { EngineFacts } from './engine-facts.ts';
import { EnginePort } from './engine-port.ts';
import { Matching } from './matching.ts';
import { OrderRefs } from './order-refs.ts';
import { TradingPartition } from './partition.ts';
import type { FoldedJournal } from './replica.ts';

/**
 * Builds a partition on a folded state, with its books as they were.
 * @param engine empty.
 * @param partitions how many there are.
 * @param onSuspended told of each instrument that the engine cannot serve as the facts ask.
 * @param restored told of orders put into books; what it returns is waited for.
 */
export async function openPartition(
  partition: number,
  { state, commands }: Pick<FoldedJournal, 'state' | 'commands'>,
  engine: Engine,
  clock: Clock,
  partitions = 1,
  onSuspended?: (instrumentId: InstrumentId, reason: string) => void,
  restored?: (orders: number) => Promise<void> | undefined,
): Promise<TradingPartition> {
  const refs = new OrderRefs();
  const books = new Books();
  const facts = new EngineFacts(partition, state, refs, books);
  const port = new EnginePort(engine, books, facts);
  const matching = new Matching(port, state, refs, facts);
  const control = new BookControl(port, state, refs, facts, matching);
  await control.openAll(partition, restored);
  const here = { partition, partitions };
  return new TradingPartition({
    here,
    state,
    commands,
    port,
    matching,
    control,
    facts,
    clock,
    onSuspended,
  });
}
