import type { InstrumentId, TradingState } from '@bellwether/domain';
import type { Engine } from '@bellwether/engine';
import type { Clock } from '@bellwether/platform/runtime';
import { Adoption } from './adoption.ts';
import { BookControl } from '../engine-port/book-control.ts';
import { BookOpening } from '../engine-port/book-opening.ts';
import { Books } from '../engine-port/books.ts';
import type { CommandIndex } from '../command-index/command-index.ts';
import { EngineFacts } from '../engine-port/engine-facts.ts';
import { EnginePort } from '../engine-port/engine-port.ts';
import { Housekeeping } from './housekeeping.ts';
import { Matching } from '../engine-port/matching.ts';
import { OrderChanges } from './order-changes.ts';
import { TradingPartition } from './partition.ts';
import { TradingDays } from '../engine-port/trading-days.ts';
import { VenueQuotes } from '../engine-port/venue-quotes.ts';

/**
 * Builds a partition on a folded state, with its books as they were.
 * @param engine empty.
 * @param partitions how many there are.
 * @param onSuspended told of each instrument that the engine cannot serve as the facts ask.
 * @param restored told of orders put into books; what it returns is waited for.
 */
export async function openPartition(
  partition: number,
  { state, commands }: { readonly state: TradingState; readonly commands: CommandIndex },
  engine: Engine,
  clock: Clock,
  partitions = 1,
  onSuspended?: (instrumentId: InstrumentId, reason: string) => void,
  restored?: (orders: number) => Promise<void> | undefined,
): Promise<TradingPartition> {
  const books = new Books();
  const days = new TradingDays(state);
  const quotes = new VenueQuotes(days);
  const facts = new EngineFacts(partition, state, books, quotes, days);
  const port = new EnginePort(engine, books, facts);
  const matching = new Matching(port, state, facts);
  const opening = new BookOpening(port, state);
  const control = new BookControl(port, state, facts, opening);
  await opening.openAll(partition, restored);
  const here = { partition, partitions };
  const shared = { here, state, commands, port, matching, control, days, quotes, clock };
  const housekeeping = new Housekeeping({ ...shared, onSuspended });
  return new TradingPartition({
    ...shared,
    housekeeping,
    changes: new OrderChanges(shared),
    adoption: new Adoption({ ...shared, opening, housekeeping }),
  });
}
