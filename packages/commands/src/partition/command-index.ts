import type { AccountId, CommandId, InstrumentId, JournalEntry, OrderId } from '@bellwether/domain';
import type { Accepted, Conflict, Duplicate, Rejected } from '../outcome.ts';
import { idTimeNs } from './command-age.ts';
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

/** An index as it stands in a snapshot: durable commands only. */
export interface CommandIndexImage {
  readonly older: ReadonlyMap<CommandId, Recorded>;
  readonly younger: ReadonlyMap<CommandId, Recorded>;
  readonly horizonNs: bigint;
}

/** How many of the latest commands are surely remembered. About 350 bytes each, up to twice as many are held. */
export const REMEMBERED_COMMANDS = 400_000;

/**
 * The commands that the journal knows: the guard that nothing happens twice. Rebuilt from the journal at start.
 *
 * Memory is bounded: two generations, of which the older is forgotten as a whole. What is forgotten is not therefore
 * done again: a command whose id (a UUIDv7) is older than what is remembered is refused as COMMAND_ID_TOO_OLD. Ids of
 * other kinds carry no time; they are told from repeats only among the remembered ones.
 */
export class CommandIndex {
  readonly #generation: number;
  readonly #owners = new Map<string, OrderOwner>();
  #older = new Map<CommandId, Recorded>();
  #younger = new Map<CommandId, Recorded>();
  /** Commands of the younger generation that are durable. */
  #durable = 0;
  /** The latest time that the id of a forgotten command names, ns since 1970 UTC. */
  #horizonNs = 0n;

  /** @param remembered how many of the latest commands are surely remembered. */
  constructor(remembered: number = REMEMBERED_COMMANDS) {
    this.#generation = remembered;
  }

  /** Commands remembered. */
  get size(): number {
    return this.#older.size + this.#younger.size;
  }

  /** Whether an order of this id was ever placed (and is remembered), for that account and in that instrument. */
  wasOrder(id: OrderId, { accountId, instrumentId }: OrderOwner): boolean {
    const placed = this.#find(id as string as CommandId)?.placed;
    return placed?.accountId === accountId && placed.instrumentId === instrumentId;
  }

  /** The latest time that the id of any command names that was ever decided here, ns since 1970 UTC. Looks at all. */
  latestIdNs(): bigint {
    let latest = this.#horizonNs;
    for (const generation of [this.#older, this.#younger])
      for (const id of generation.keys()) {
        const at = idTimeNs(id);
        if (at !== undefined && at > latest) latest = at;
      }
    return latest;
  }

  /** What became of a command, if it is remembered and durable, for the one who sent it. */
  outcomeOf(id: CommandId, principal: string): Accepted | Rejected | undefined {
    const recorded = this.#find(id);
    return recorded?.principal === principal ? recorded.outcome : undefined;
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
    const recorded = this.#find(id);
    if (recorded === undefined) return this.#tooOld(id, answer);
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
  begin(
    id: CommandId,
    { fingerprint, principal }: Pick<Recorded, 'fingerprint' | 'principal'>,
    placed?: OrderOwner,
  ): void {
    this.#younger.set(id, {
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
    const recorded = this.#find(entry.commandId);
    if (recorded !== undefined) {
      recorded.outcome = outcome;
      for (const tell of recorded.waiting ?? []) tell(outcome);
      recorded.waiting = undefined;
    }
    // Counted here and not when it began: what is forgotten then follows from the journal alone.
    this.#durable += 1;
    if (this.#durable >= this.#generation) this.#forget();
    return outcome;
  }

  /** Takes over an entry read from the journal. */
  restore(entry: JournalEntry, position: bigint): void {
    const [first] = entry.facts;
    const placed =
      first?.type === 'OrderAccepted' || first?.type === 'OrderRejected' ? first.data : undefined;
    this.begin(entry.commandId, entry, placed);
    this.complete(entry, position);
  }

  /** What a snapshot keeps of it; nothing may be under way. */
  image(): CommandIndexImage {
    return { older: this.#older, younger: this.#younger, horizonNs: this.#horizonNs };
  }

  /** Takes over an image from a snapshot. */
  load({ older, younger, horizonNs }: CommandIndexImage): void {
    const load = (image: ReadonlyMap<CommandId, Recorded>): Map<CommandId, Recorded> => {
      const generation = new Map<CommandId, Recorded>();
      for (const [id, recorded] of image) {
        const placed = recorded.placed === undefined ? undefined : this.#owner(recorded.placed);
        generation.set(id, { ...recorded, placed });
      }
      return generation;
    };
    this.#older = load(older);
    this.#younger = load(younger);
    this.#durable = this.#younger.size;
    this.#horizonNs = horizonNs;
  }

  #find(id: CommandId): Recorded | undefined {
    return this.#younger.get(id) ?? this.#older.get(id);
  }

  #forget(): void {
    for (const id of this.#older.keys()) {
      const at = idTimeNs(id);
      if (at !== undefined && at > this.#horizonNs) this.#horizonNs = at;
    }
    this.#older = this.#younger;
    this.#younger = new Map();
    this.#durable = 0;
    for (const [id, recorded] of this.#older) {
      if (recorded.outcome !== undefined) continue;
      this.#older.delete(id);
      this.#younger.set(id, recorded);
    }
  }

  #tooOld(id: CommandId, answer: (outcome: Conflict) => void): boolean {
    const at = idTimeNs(id);
    if (at === undefined || at > this.#horizonNs) return false;
    const message = 'this id is older than the commands that are remembered: it may have been used';
    answer({ status: 'conflict', id, code: 'COMMAND_ID_TOO_OLD', message });
    return true;
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
