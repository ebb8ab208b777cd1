import type {
  AccountCommand,
  InstrumentCommand,
  ReceivedCommand,
  SessionCommand,
} from '@bellwether/domain';
import type { Engine } from '@bellwether/engine';
import type { Clock, Logger } from '@bellwether/platform';
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { NatsConnection, Service } from 'nats';
import { ColdHandlers } from './cold/handlers.ts';
import { ONE_PARTITION } from './intake/routes.ts';
import { GroupCommit } from './journal/group-commit.ts';
import { Journal } from './journal/journal.ts';
import type { CommandMetrics } from './metrics.ts';
import type { Outcome } from './outcome.ts';
import { PartitionLoop } from './partition/partition-loop.ts';
import { openPartition, recoverState } from './partition/recover.ts';
import { FundsProcess } from './processes/funds-process.ts';
import { SessionProcess } from './processes/session-process.ts';
import { addCommandEndpoint, type Delivery } from './services/command-endpoint.ts';

const VERSION = '1.0.0';

export interface CommandsDependencies {
  readonly eventStore: EventStoreDBClient;
  readonly nats: NatsConnection;
  /** An empty engine; ended by `stop`. */
  readonly engine: Engine;
  readonly partition: number;
  /** Whether the market follows the exchanges' calendar, or trades without end (the default). */
  readonly sessions?: 'CALENDAR' | 'CONTINUOUS';
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: CommandMetrics;
  /** Called when the process must start again: what it holds in memory is void. */
  readonly onFailure: (error: Error) => void;
}

/** The running write side. */
export interface Commands {
  /** Facts folded so far. */
  readonly sequence: bigint;
  stop(): Promise<void>;
}

/** Rebuilds the partition from its journal, then answers commands. Rejects when a store does not answer. */
export async function startCommands(dependencies: CommandsDependencies): Promise<Commands> {
  const { eventStore, engine, partition: number, clock, logger } = dependencies;
  const fail = (error: unknown): void => {
    dependencies.onFailure(error instanceof Error ? error : new Error(String(error)));
  };
  const started = performance.now();
  const recovered = await recoverState(eventStore, number);
  const partition = await openPartition(number, recovered, engine, clock);
  const { state } = partition;
  const ms = Math.round(performance.now() - started);
  logger.info({ facts: `${state.sequence}`, orders: state.orders.size, ms }, 'partition rebuilt');

  const commit = new GroupCommit(new Journal(eventStore, number, recovered.head), fail);
  const loop = new PartitionLoop(partition, commit, fail);
  const funds = new FundsProcess({ client: eventStore, partition, loop, commit, clock, logger });
  funds.start(fail);
  const session = new SessionProcess({ client: eventStore, clock, logger });
  if (dependencies.sessions === 'CALENDAR') session.start(fail);
  const cold = new ColdHandlers(eventStore, funds);
  const services = await addServices(dependencies, loop, cold);
  return {
    get sequence() {
      return state.sequence;
    },
    async stop() {
      await Promise.all(services.map((service) => service.stop()));
      await loop.close();
      await session.stop();
      await funds.stop();
      await engine.stop();
    },
  };
}

async function addServices(
  dependencies: CommandsDependencies,
  loop: PartitionLoop,
  cold: ColdHandlers,
): Promise<readonly Service[]> {
  const { nats, partition, clock, logger } = dependencies;
  const common = { partitioning: ONE_PARTITION, clock, logger };
  const trading = await nats.services.add({
    name: 'trading',
    version: VERSION,
    description: 'Orders',
  });
  addCommandEndpoint(trading, {
    ...common,
    context: 'trading',
    key: `${partition}`,
    handle: (delivery, answer) =>
      loop.submit({
        ...delivery,
        answer: (outcome) => tell(dependencies, delivery, outcome, answer),
      }),
  });
  const account = await nats.services.add({
    name: 'account',
    version: VERSION,
    description: 'Accounts',
  });
  addCommandEndpoint(account, {
    ...common,
    context: 'account',
    key: '*',
    handle: (delivery, answer) =>
      answerLater(delivery, answer, logger, () =>
        cold.account(delivery as Delivery & { command: ReceivedCommand & AccountCommand }),
      ),
  });
  const instrument = await nats.services.add({
    name: 'instrument',
    version: VERSION,
    description: 'Instruments',
  });
  addCommandEndpoint(instrument, {
    ...common,
    context: 'instrument',
    key: '*',
    handle: (delivery, answer) =>
      answerLater(delivery, answer, logger, () =>
        cold.instrument(delivery as Delivery & { command: ReceivedCommand & InstrumentCommand }),
      ),
  });
  const session = await nats.services.add({
    name: 'session',
    version: VERSION,
    description: 'Market sessions',
  });
  addCommandEndpoint(session, {
    ...common,
    context: 'session',
    key: '*',
    handle: (delivery, answer) =>
      answerLater(delivery, answer, logger, () =>
        cold.session(delivery as Delivery & { command: ReceivedCommand & SessionCommand }),
      ),
  });
  return [trading, account, instrument, session];
}

function tell(
  { metrics, clock }: CommandsDependencies,
  delivery: Delivery,
  outcome: Outcome,
  answer: (outcome: Outcome) => void,
): void {
  metrics.answered(outcome, clock() - delivery.receivedAt);
  answer(outcome);
}

/** Where the event store does not answer, nobody knows. */
function answerLater(
  delivery: Delivery,
  answer: (outcome: Outcome) => void,
  logger: Logger,
  decide: () => Promise<Outcome>,
): void {
  decide().then(answer, (error: unknown) => {
    logger.warn({ err: error, command: delivery.command.type }, 'no decision');
    const message = 'the event store does not answer: send it again with the same id';
    answer({ status: 'unknown', id: delivery.command.id, code: 'UNAVAILABLE', message });
  });
}
