import type { CommandClient } from '@bellwether/client';
import {
  FOLLOWED_CATEGORIES,
  JOURNAL_CATEGORY,
  type Command,
  type CommandId,
  type Outcome,
} from '@bellwether/domain';
import { START, type EventStoreDBClient } from '@eventstore/db-client';
import { PartitionReplica } from '../../src/replica/replica.ts';
import { Checker } from '../simulation/checker.ts';
import { isFinal } from '../simulation/is-final.ts';
import type { SimEvent } from '../simulation/sim-event-store.ts';

/** Streams in which commands of a partition are recorded. */
const CATEGORIES: ReadonlySet<string> = new Set([JOURNAL_CATEGORY, ...FOLLOWED_CATEGORIES]);

/** What clients asked and were told, to be held against what the event store has. */
export class History {
  readonly commands: Map<CommandId, Command> = new Map();
  readonly outcomes: Map<CommandId, Outcome> = new Map();
  readonly #client: CommandClient;

  constructor(client: CommandClient) {
    this.#client = client;
  }

  /** Sends a command and notes its answer; an answer that says nothing certain gives way to a later one. */
  async send(id: CommandId, command: Command, deadlineMs = 3_000): Promise<Outcome> {
    this.commands.set(id, command);
    const outcome = await this.#client.send(command, { id, deadlineMs });
    const before = this.outcomes.get(id);
    if (before === undefined || !isFinal(before)) this.outcomes.set(id, outcome);
    return outcome;
  }

  /** Repeats what nobody could say anything certain about, until somebody can. Returns how many there were. */
  async resolve(): Promise<number> {
    const open = [...this.commands].filter(([id]) => !isFinal(this.outcomes.get(id)!));
    for (const [id, command] of open) await this.send(id, command, 20_000);
    return open.length;
  }

  /**
   * Holds everything against the store: each answer stands there, no command twice, cash and shares conserved, books
   * in price-time priority, and the state equal to what a person would have written down. @throws Violation
   */
  async check(store: EventStoreDBClient): Promise<Checker> {
    const checker = new Checker();
    for await (const { event } of store.readAll({ fromPosition: START }))
      if (event !== undefined && CATEGORIES.has(event.streamId.split('-', 1)[0] ?? ''))
        checker.stored(event as unknown as SimEvent);
    for (const [id, outcome] of this.outcomes)
      checker.answered(id, this.commands.get(id)!, outcome);
    const replica = new PartitionReplica(store, 0);
    await replica.catchUp();
    checker.market.compare(replica.state);
    return checker;
  }
}
