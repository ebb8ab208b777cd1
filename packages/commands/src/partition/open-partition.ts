import type { Engine } from '@bellwether/engine';
import type { Clock } from '@bellwether/platform';
import { EngineFacts } from './engine-facts.ts';
import { Matching } from './matching.ts';
import { OrderRefs } from './order-refs.ts';
import { TradingPartition } from './partition.ts';
import type { FoldedJournal } from './replica.ts';

/** Builds a partition on a folded state, with its books as they were. @param engine empty. @param partitions how many there are. */
export async function openPartition(
  partition: number,
  { state, commands }: Pick<FoldedJournal, 'state' | 'commands'>,
  engine: Engine,
  clock: Clock,
  partitions = 1,
): Promise<TradingPartition> {
  const refs = new OrderRefs();
  const matching = new Matching(engine, state, refs, new EngineFacts(partition, state, refs));
  await matching.openAll(partition);
  return new TradingPartition({ partition, partitions }, state, commands, matching, clock);
}
