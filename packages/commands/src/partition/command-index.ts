import type { AccountId, CommandId, InstrumentId, JournalEntry, OrderId } from '@bellwether/domain';
import type { Accepted, Conflict, Duplicate, Rejected } from '../outcome.ts';
import { entryOutcome } from './entry-outcome.ts';

/** Whose order in what a command placed: known after the order has ended, too. */
export interface OrderOwner {
  readonly accountId: AccountId;
  readonly instrumentId: InstrumentId;
}

/** A command that was taken in: its recorded outcome, or who waits for it while it is not yet durable. */
interface Recorded {
  readonly fingerprint: bigint;
  readonly principal: string;
  /** Where the command was to place an order. */
  readonly placed: OrderOwner | undefined;
  outcome: Accepted | Rejected | undefined;
  waiting: ((outcome: Accepted | Rejected) => void)[] | undefined;
}

/** Every command that the journal knows: the guard that nothing happens twice. Rebuilt from the journal at start. */
export class CommandIndex {
  readonly #recorded = new Map<CommandId, Recorded>();
  readonly #owners = new Map<string, OrderOwner>();

  get size(): number {
    return this.#recorded.size;
  }

  /** Whether an order of this id was ever placed, for that account and in that instrument. */
  wasOrder(id: OrderId, { accountId, instrumentId }: OrderOwner): boolean {
    const placed = this.#recorded.get(id as string as CommandId)?.placed;
    return placed?.accountId === accountId && placed.instrumentId === instrumentId;
  }

  /**
   * Whether the command was taken in before. If so, `answer` is called with what there is to say, at once or when the
   * first one becomes durable: a duplicate is never told more than the event store knows.
   */
  repeats(
    id: CommandId,
    fingerprint: bigint,
    principal: string,
    answer: (outcome: Duplicate | Conflict) => void,
  ): boolean {
    const recorded = this.#recorded.get(id);
    if (recorded === undefined) return false;
    if (recorded.fingerprint !== fingerprint || recorded.principal !== principal) {
      const message = 'this command id was used before, with another content or by somebody else';
      answer({ status: 'conflict', id, code: 'COMMAND_ID_REUSED', message });
    } else if (recorded.outcome !== undefined) {
      answer({ status: 'duplicate', id, original: recorded.outcome });
    } else {
      recorded.waiting ??= [];
      recorded.waiting.push((original) => answer({ status: 'duplicate', id, original }));
    }
    return true;
  }

  /** Takes a command in; it is a repeat from now on. */
  begin(id: CommandId, fingerprint: bigint, principal: string, placed?: OrderOwner): void {
    this.#recorded.set(id, {
      fingerprint,
      principal,
      placed: placed === undefined ? undefined : this.#owner(placed),
      outcome: undefined,
      waiting: undefined,
    });
  }

  /** The command's entry is durable at `position`. Returns its outcome. */
  complete(entry: JournalEntry, position: bigint): Accepted | Rejected {
    const outcome = entryOutcome(entry, position);
    const recorded = this.#recorded.get(entry.commandId);
    if (recorded === undefined) return outcome;
    recorded.outcome = outcome;
    for (const tell of recorded.waiting ?? []) tell(outcome);
    recorded.waiting = undefined;
    return outcome;
  }

  /** Takes over an entry read from the journal. */
  restore(entry: JournalEntry, position: bigint): void {
    const [first] = entry.facts;
    const placed =
      first?.type === 'OrderAccepted' || first?.type === 'OrderRejected' ? first.data : undefined;
    this.begin(entry.commandId, entry.fingerprint, entry.principal, placed);
    this.complete(entry, position);
  }

  /** Accounts place many orders in the same instrument: one object serves them all. */
  #owner({ accountId, instrumentId }: OrderOwner): OrderOwner {
    const key = `${accountId}/${instrumentId}`;
    let owner = this.#owners.get(key);
    if (owner === undefined) {
      owner = { accountId, instrumentId };
      this.#owners.set(key, owner);
    }
    return owner;
  }
}
