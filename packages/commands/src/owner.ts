import {
  CONTEXTS,
  TRADING_CONTEXT,
  type InstrumentId,
  type ReceivedCommand,
  type Outcome,
} from '@bellwether/domain';
import type { Engine } from '@bellwether/engine';
import { RareLog } from '@bellwether/platform/log';
import { openAggregates, type Aggregates } from './aggregates/aggregates.ts';
import { Bounded } from './lanes/bounded.ts';
import { TradingFollows } from './processes/following.ts';
import { handle, type AllHandling } from './handlers.ts';
import { Approvals } from './approvals/approvals.ts';
import { SymbolClaims } from './instruments/symbol-claims.ts';
import type { Delivery, IntakeOptions } from './intake/intake.ts';
import { Reception } from './lanes/reception.ts';
import type { GroupCommit } from './journal/group-commit.ts';
import type { Recovery } from './replica/recovery.ts';
import { openPartition } from './partition/open-partition.ts';
import { PartitionLoop } from './lanes/partition-loop.ts';
import type { TradingPartition } from './partition/partition.ts';
import type { PartitionReplica } from './replica/replica.ts';
import { OwnPrimary } from './lanes/own-primary.ts';
import { PrimaryFeed } from './lanes/primary-feed.ts';
import { VenueFeed } from './lanes/venue-feed.ts';
import { CalendarProcess } from './processes/calendar-process.ts';
import { FundsProcess } from './processes/funds-process.ts';
import { CashBalancing } from './processes/cash-balancing.ts';
import type { WriteSideOptions } from './write-side-options.ts';

/** What decides while this process owns the partition. */
export interface Owner {
  readonly partition: TradingPartition;
  readonly reception: Reception;
  stop(): Promise<void>;
}

/** Opens the books on what the journal folds to, and everything that decides by them. @param fail ends the process. */
export async function own(
  options: WriteSideOptions & { readonly recovery: Recovery },
  replica: PartitionReplica,
  engine: Engine,
  commit: GroupCommit,
  fail: (error: unknown) => void,
): Promise<Owner> {
  const { store, follow, runtime, peers, recovery } = options;
  const partition = await recovery.timedAsync('books', () =>
    openPartition(
      options.partition,
      replica,
      engine,
      runtime.clock,
      options.partitions,
      (instrumentId, reason) => alert(options, instrumentId, reason),
      (orders) => recovery.turn(orders),
    ),
  );
  const loop = new PartitionLoop(partition, commit, runtime, fail, options.queueWaitMs);
  const aggregates = openAggregates(store, runtime);
  const funds = new FundsProcess({
    store,
    aggregates,
    follow,
    partition,
    loop,
    commit,
    runtime,
  });
  funds.start(fail);
  const stopTelling = peers?.tell((position, timeoutMs) => funds.followed(position, timeoutMs));
  const { state } = partition;
  const calendar = new CalendarProcess(loop, runtime);
  calendar.start(fail);
  tellSuspended(options, partition);
  const venues = new VenueFeed({ ...options, partition, loop, commit });
  const primary = new PrimaryFeed({ ...options, partition, aggregates, loop, commit });
  // Whose words bind: ours, or those of a source.
  const hearPrimary =
    options.isPrimary === true
      ? new OwnPrimary({ ...options, partition, loop, commit }).hear
      : options.hearPrimary;
  const stopPrimary = hearPrimary && primary.start(hearPrimary, fail);
  const stopQuotes = options.hearQuotes && venues.start(options.hearQuotes, fail);
  const { metrics, partitions, logger } = options;
  const later = new Bounded(logger, runtime);
  const symbols = new SymbolClaims(aggregates, state);
  const intakes = intakesOf(options, loop, aggregates, later, {
    symbols,
    store,
    runtime,
    partitions,
    following: new TradingFollows(funds, peers),
  });
  return {
    partition,
    reception: new Reception({ intakes, loop, later, runtime, metrics, logger }),
    async stop() {
      stopTelling?.();
      await stopQuotes?.();
      await stopPrimary?.();
      await calendar.stop();
      await loop.close();
      await funds.stop();
    },
  };
}

/** Somebody has to look: nothing trades in the instrument until it has been halted and resumed. */
function alert({ logger }: WriteSideOptions, instrumentId: InstrumentId, reason: string): void {
  logger.error({ instrumentId, reason }, 'trading suspended: halt and resume it to try again');
}

/** Those that were suspended before the start, and how many there are at any time. */
function tellSuspended(options: WriteSideOptions, { state }: TradingPartition): void {
  const suspended = (): readonly InstrumentId[] =>
    [...state.instruments.values()].filter((one) => one.suspended).map((one) => one.instrumentId);
  options.metrics.watchSuspended(() => suspended().length);
  for (const instrumentId of suspended()) alert(options, instrumentId, 'since before the start');
}

/** The ways in: orders go to the partition's loop, every other command to its aggregate. */
function intakesOf(
  options: WriteSideOptions,
  loop: PartitionLoop,
  aggregates: Aggregates,
  later: Bounded,
  handling: Omit<AllHandling, 'aggregates' | 'approvals'>,
): ReadonlyMap<string, IntakeOptions> {
  const { metrics, runtime, principals } = options;
  const balancing = new CashBalancing({ ...options, aggregates });
  const forbidden = new RareLog(options.logger, 'a command that its sender may not give', () =>
    runtime.monotonicMs(),
  );
  const approvals = new Approvals(aggregates, runtime, (context, delivery, answer) =>
    handlerOf(context)(delivery, answer),
  );
  const deciding = { ...handling, aggregates, approvals };
  const trade: IntakeOptions['handle'] = (delivery, answer) =>
    loop.submit({
      ...delivery,
      answer: (outcome) => {
        if ('accountId' in delivery.command.data)
          balancing.decided(delivery.command.data.accountId, outcome);
        metrics.answered(outcome, runtime.clock() - delivery.receivedAt);
        answer(outcome);
      },
    });
  const administer: IntakeOptions['handle'] = (delivery, answer) =>
    later.run(delivery, answer, () => handle(deciding, delivery));
  const handlerOf = (context: string): IntakeOptions['handle'] =>
    context === TRADING_CONTEXT ? trade : administer;
  const common = {
    partition: options.partition,
    clock: runtime.clock,
    principals,
    actors: options.actors,
    onForbidden: ({ id, type }: ReceivedCommand, sender: string) =>
      forbidden.note({ sender, type, commandId: id }),
    hold: (delivery: Delivery, answer: (outcome: Outcome) => void) =>
      later.run(delivery, answer, () => approvals.hold(delivery)),
  };
  return new Map(
    [...CONTEXTS.keys()].map((context) => [
      context,
      { ...common, context, handle: handlerOf(context) },
    ]),
  );
}
