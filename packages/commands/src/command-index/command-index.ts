import type {
  CommandId,
  JournalEntry,
  OrderId,
  Accepted,
  Conflict,
  Duplicate,
  Rejected,
} from '@bellwether/domain';
import { idTimeMs } from './uuid-words.ts';
import { entryResult, outcomeOf } from './entry-outcome.ts';
import {
  RecordedCommands,
  type OrderOwner,
  type RecordedCommandsImage,
} from './recorded-commands.ts';

/** A command that was taken in and is not yet durable. */
interface UnderWay {
  readonly fingerprint: bigint;
  readonly principal: string;
  /** Where the command is to place an order. */
  readonly placed: OrderOwner | undefined;
  waiting: ((outcome: Accepted | Rejected) => void)[] | undefined;
}

/** An index as it stands in a snapshot: durable commands only. */
export type CommandIndexImage = RecordedCommandsImage;

/** How many of the latest durable commands are remembered: 75 MB when there are as many. */
export const REMEMBERED_COMMANDS: number = 2 ** 20;

/**
 * The commands that the journal knows: the guard that nothing happens twice. Rebuilt from the journal at start.
 *
 * Memory is bounded: each durable command takes the place of the oldest. What is forgotten is not therefore done again:
 * a command whose id (a UUIDv7) is older than what is remembered is refused as COMMAND_ID_TOO_OLD. Ids of other kinds
 * carry no time; they are told from repeats only among the remembered ones.
 */
export class CommandIndex {
  readonly #remembered: number;
  readonly #underWay = new Map<CommandId, UnderWay>();
  #recorded: RecordedCommands;

  /** @param remembered how many of the latest durable commands are remembered. */
  constructor(remembered: number = REMEMBERED_COMMANDS) {
    this.#remembered = remembered;
    this.#recorded = new RecordedCommands(remembered);
  }

  /** Durable commands remembered. */
  get size(): number {
    return this.#recorded.size;
  }

  /** Whether an order of this id was ever placed (and is remembered), for that account and in that instrument. */
  wasOrder(orderId: OrderId, owner: OrderOwner): boolean {
    const id = orderId as string as CommandId;
    const placed = this.#underWay.get(id)?.placed;
    return placed === undefined
      ? this.#recorded.placed(id, owner)
      : placed.accountId === owner.accountId && placed.instrumentId === owner.instrumentId;
  }

  /** The latest time that the id of any command names that was ever decided here, ms since 1970 UTC. Looks at all. */
  latestIdMs(): number {
    let latest = this.#recorded.latestMs();
    for (const id of this.#underWay.keys()) latest = Math.max(latest, idTimeMs(id) ?? 0);
    return latest;
  }

  /** What became of a command, if it is remembered and durable, for the one who sent it. */
  outcomeOf(id: CommandId, principal: string): Accepted | Rejected | undefined {
    const recorded = this.#recorded.find(id);
    if (recorded?.principal !== principal) return undefined;
    return outcomeOf(id, recorded.result, recorded.position);
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
    const first = this.#underWay.get(id) ?? this.#recorded.find(id);
    if (first === undefined) return this.#tooOld(id, answer);
    if (first.fingerprint !== fingerprint || first.principal !== principal) {
      const message = 'this command id was used before, with another content or by somebody else';
      answer({ status: 'conflict', id, code: 'COMMAND_ID_REUSED', message });
    } else if ('result' in first) {
      answer({ status: 'duplicate', id, original: outcomeOf(id, first.result, first.position) });
    } else {
      first.waiting ??= [];
      first.waiting.push((original) => answer({ status: 'duplicate', id, original }));
    }
    return true;
  }

  /** Takes a command in; it is a repeat from now on. */
  begin(
    id: CommandId,
    { fingerprint, principal }: Pick<UnderWay, 'fingerprint' | 'principal'>,
    placed?: OrderOwner,
  ): void {
    this.#underWay.set(id, { fingerprint, principal, placed, waiting: undefined });
  }

  /** The command's entry is durable at `position`. Returns its outcome. */
  complete(entry: JournalEntry, position: bigint): Accepted | Rejected {
    const id = entry.commandId;
    const result = entryResult(entry);
    const outcome = outcomeOf(id, result, position);
    const first = this.#underWay.get(id);
    this.#underWay.delete(id);
    const { fingerprint, principal } = entry;
    const placed = first === undefined ? placedBy(entry) : first.placed;
    // Remembered in the order of the journal: what is forgotten then follows from it alone.
    this.#recorded.add(id, { fingerprint, principal, placed, result, position });
    for (const tell of first?.waiting ?? []) tell(outcome);
    return outcome;
  }

  /** Takes over an entry read from the journal. */
  restore(entry: JournalEntry, position: bigint): void {
    const { fingerprint, principal } = entry;
    const result = entryResult(entry);
    const placed = placedBy(entry);
    this.#recorded.add(entry.commandId, { fingerprint, principal, placed, result, position });
  }

  /** What a snapshot keeps of it; nothing may be under way. */
  image(): CommandIndexImage {
    return this.#recorded.image();
  }

  /** Takes over an image from a snapshot. */
  load(image: CommandIndexImage): void {
    this.#recorded = new RecordedCommands(this.#remembered, image);
  }

  #tooOld(id: CommandId, answer: (outcome: Conflict) => void): boolean {
    const { horizonMs } = this.#recorded;
    if (horizonMs < 0) return false;
    const at = idTimeMs(id);
    if (at === undefined || at > horizonMs) return false;
    const message = 'this id is older than the commands that are remembered: it may have been used';
    answer({ status: 'conflict', id, code: 'COMMAND_ID_TOO_OLD', message });
    return true;
  }
}

function placedBy({ facts }: JournalEntry): OrderOwner | undefined {
  const [first] = facts;
  return first?.type === 'OrderAccepted' || first?.type === 'OrderRejected'
    ? first.data
    : undefined;
}
