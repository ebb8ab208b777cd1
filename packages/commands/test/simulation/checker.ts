import {
  decodeBatch,
  TRADING_BATCH,
  type BatchMetadata,
  type Command,
  type JournalEntry,
  type Accepted,
  type Outcome,
  type Rejected,
} from '@bellwether/domain';
import { NaiveMarket } from './naive-market.ts';
import { Violation } from './violation.ts';
import type { SimEvent } from './sim-event-store.ts';

interface Recorded {
  readonly position: bigint;
  /** What its sender is to be told, as it follows from the naive market after the entry. */
  readonly outcome: Accepted | Rejected;
}

/**
 * Looks at everything that becomes true: each event when the store has it, each answer when a client gets it. It knows
 * nothing of the write side but the format of its records.
 */
export class Checker {
  readonly market: NaiveMarket = new NaiveMarket();
  readonly recorded: Map<string, Recorded> = new Map();
  readonly #eventIds = new Set<string>();
  readonly #sources = new Set<bigint>();
  /** Commands with facts in streams of accounts and instruments. */
  readonly #cold = new Set<string>();
  #sourcePosition = 0n;
  #hash = '';
  trades = 0;
  takeovers = 0;

  /** @throws Violation */
  stored(event: SimEvent): void {
    // A client may use one id for two accounts: each stream is asked whether it knows the command.
    if (this.#eventIds.has(event.id))
      throw new Violation('I2', `event ${event.id} is stored twice`);
    this.#eventIds.add(event.id);
    if (event.type !== TRADING_BATCH) {
      this.#cold.add((event.metadata as { $causationId: string }).$causationId);
      return;
    }
    const { schema, hash } = event.metadata as BatchMetadata;
    if (hash === this.#hash) throw new Violation('I2', `batch ${hash} is stored twice`);
    this.#hash = hash;
    const position = event.position.commit;
    const entries = decodeBatch(event.data as Uint8Array, schema);
    if (entries.length === 0) this.takeovers += 1;
    for (const entry of entries) {
      for (const fact of entry.facts) {
        if ('sourcePosition' in fact.data) this.#source(fact.data.sourcePosition as bigint);
        if (fact.type === 'TradeExecuted') this.trades += 1;
        this.market.apply(fact);
      }
      this.market.entered(entry.receivedAt);
      this.#once(entry, position);
    }
    this.market.check();
  }

  /** @throws Violation when a client is told what the store does not have. */
  answered(id: string, { type }: Command, outcome: Outcome): void {
    const told = outcome.status === 'duplicate' ? outcome.original : outcome;
    if (told.status !== 'accepted' && told.status !== 'rejected') return;
    if (told.position === undefined) return;
    const recorded = this.recorded.get(id);
    if (this.#cold.has(id) && !type.endsWith('Order')) return;
    if (recorded === undefined)
      throw new Violation('I1', `${id} was answered ${told.status}, and nothing is stored`);
    this.#sameOutcome(id, told, recorded.outcome);
  }

  #sameOutcome(id: string, told: Accepted | Rejected, stored: Accepted | Rejected): void {
    const text = (outcome: unknown): string => JSON.stringify(outcome);
    if (text(told) !== text(stored))
      throw new Violation('I1', `${id} was answered ${text(told)}, stored is ${text(stored)}`);
  }

  #once(entry: JournalEntry, position: bigint): void {
    const before = this.recorded.get(entry.commandId);
    if (before !== undefined)
      throw new Violation(
        'I2',
        `command ${entry.commandId} is recorded at ${before.position} and at ${position}`,
      );
    this.recorded.set(entry.commandId, { position, outcome: this.#outcome(entry, `${position}`) });
  }

  /** A refusal is told as it is recorded; of an order placed or replaced its sender hears where it stands now. */
  #outcome({ commandId: id, facts }: JournalEntry, position: string): Accepted | Rejected {
    let order: ReturnType<NaiveMarket['orderReport']>;
    for (const { type, data } of facts) {
      if (type === 'OrderRejected' || type === 'CancelRejected' || type === 'ReplaceRejected') {
        const { code, message } = data;
        return { status: 'rejected', id, code, message, position };
      }
      const isPlaced = type === 'OrderAccepted' && (data.orderId as string) === id;
      if (isPlaced || type === 'OrderReplaced') order = this.market.orderReport(data.orderId);
    }
    return { status: 'accepted', id, position, ...(order === undefined ? {} : { order }) };
  }

  /** Facts of accounts and instruments are followed once each, in their order. */
  #source(position: bigint): void {
    if (this.#sources.has(position) || position <= this.#sourcePosition)
      throw new Violation(
        'I2',
        `the fact at ${position} is followed after ${this.#sourcePosition}`,
      );
    this.#sources.add(position);
    this.#sourcePosition = position;
  }
}
