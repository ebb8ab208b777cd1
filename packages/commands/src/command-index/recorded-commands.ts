import { Names, type CommandId } from '@bellwether/domain';
import type { EntryResult } from './entry-outcome.ts';
import { CHUNK_ROWS, grownTo, UuidRows } from './uuid-rows.ts';
import { timeOf } from './uuid-words.ts';

/** Whose order in what a command placed: known after the order has ended, too. */
export interface OrderOwner {
  readonly accountId: string;
  readonly instrumentId: string;
}

/** Of a durable command, all that a repeat of it may ask for. */
export interface RecordedCommand {
  readonly fingerprint: bigint;
  readonly principal: string;
  /** Where the command was to place an order. */
  readonly placed: OrderOwner | undefined;
  readonly result: EntryResult;
  /** Commit position of the batch that holds its entry. */
  readonly position: bigint;
}

/** What seldom occurs and has no column: why a command was refused, or which other order it changed. */
type Rare = Exclude<EntryResult, { kind: 'DONE' | 'ORDER' }> | { readonly orderId: string };

/** Rows of some commands, by column. */
interface Columns {
  readonly fingerprint: BigInt64Array;
  readonly position: BigInt64Array;
  readonly executed: BigInt64Array;
  readonly leaves: BigInt64Array;
  readonly principal: Int32Array;
  /** -1: it placed nothing. */
  readonly account: Int32Array;
  readonly instrument: Int32Array;
  readonly kind: Uint8Array;
  readonly rare: Map<number, Rare>;
}

/** As it stands in a snapshot. */
export interface RecordedCommandsImage {
  readonly ids: ReturnType<UuidRows['image']>;
  readonly columns: readonly Columns[];
  readonly names: readonly string[];
  readonly horizonMs: number;
}

const DONE = 0;
/** An order that the command itself placed: it has the command's id. */
const OWN_ORDER = 1;
const OTHER_ORDER = 2;
const REJECTED = 3;

/** The latest durable commands, about 80 bytes each, outside the heap: however many, they make nobody wait. */
export class RecordedCommands {
  readonly #ids: UuidRows;
  readonly #names: Names;
  readonly #columns: Columns[];
  #horizonMs: number;

  /** @param from what `image` gave. */
  constructor(capacity: number, from?: RecordedCommandsImage) {
    this.#ids = new UuidRows(capacity, from?.ids);
    this.#names = new Names(from?.names);
    this.#columns = [...(from?.columns ?? [])];
    this.#horizonMs = from?.horizonMs ?? -1;
  }

  get size(): number {
    return this.#ids.size;
  }

  /** The latest time that the id of a forgotten command names, ms since 1970 UTC; -1: none. */
  get horizonMs(): number {
    return this.#horizonMs;
  }

  /** The latest time that any id names, of those forgotten, too, ms since 1970 UTC; 0: none names one. */
  latestMs(): number {
    let latest = Math.max(this.#horizonMs, 0);
    for (let row = 0; row < this.#ids.size; row++)
      latest = Math.max(latest, timeOf(...this.#ids.head(row)) ?? 0);
    return latest;
  }

  find(id: CommandId): RecordedCommand | undefined {
    const row = this.#ids.find(id);
    if (row < 0) return undefined;
    const columns = this.#columnsOf(row);
    const at = row % CHUNK_ROWS;
    return {
      fingerprint: columns.fingerprint[at] as bigint,
      principal: this.#names.nameOf(columns.principal[at] as number),
      placed: this.#placed(columns, at),
      result: resultOf(id, columns, at),
      position: columns.position[at] as bigint,
    };
  }

  /** Whether a command of this id placed an order for that account in that instrument. */
  placed(id: CommandId, { accountId, instrumentId }: OrderOwner): boolean {
    const row = this.#ids.find(id);
    if (row < 0) return false;
    const { account, instrument } = this.#columnsOf(row);
    const at = row % CHUNK_ROWS;
    return (
      (account[at] as number) >= 0 &&
      account[at] === this.#names.find(accountId) &&
      instrument[at] === this.#names.find(instrumentId)
    );
  }

  /** Remembers a command and, where as many are remembered as may be, forgets the oldest. */
  add(id: CommandId, command: RecordedCommand): void {
    if (this.#ids.isFull) this.#forgetOldest();
    const row = this.#ids.add(id);
    const columns = this.#roomFor(row);
    const at = row % CHUNK_ROWS;
    const { placed, result } = command;
    columns.fingerprint[at] = command.fingerprint;
    columns.position[at] = command.position;
    columns.principal[at] = this.#names.numberOf(command.principal);
    columns.account[at] = placed === undefined ? -1 : this.#names.numberOf(placed.accountId);
    columns.instrument[at] = placed === undefined ? -1 : this.#names.numberOf(placed.instrumentId);
    record(id, result, columns, at);
  }

  image(): RecordedCommandsImage {
    return {
      ids: this.#ids.image(),
      columns: this.#columns,
      names: this.#names.all(),
      horizonMs: this.#horizonMs,
    };
  }

  #forgetOldest(): void {
    const row = this.#ids.oldest;
    const time = timeOf(...this.#ids.head(row));
    if (time !== undefined && time > this.#horizonMs) this.#horizonMs = time;
    this.#columnsOf(row).rare.delete(row % CHUNK_ROWS);
  }

  #placed({ account, instrument }: Columns, at: number): OrderOwner | undefined {
    const number = account[at] as number;
    if (number < 0) return undefined;
    return {
      accountId: this.#names.nameOf(number),
      instrumentId: this.#names.nameOf(instrument[at] as number),
    };
  }

  #columnsOf(row: number): Columns {
    return this.#columns[Math.floor(row / CHUNK_ROWS)] as Columns;
  }

  #roomFor(row: number): Columns {
    const index = Math.floor(row / CHUNK_ROWS);
    const columns = this.#columns[index];
    const rows = grownTo(row % CHUNK_ROWS, columns?.kind.length ?? 0);
    if (columns?.kind.length === rows) return columns;
    return (this.#columns[index] = grownColumns(rows, columns));
  }
}

function grownColumns(rows: number, from: Columns | undefined): Columns {
  const grown = {
    fingerprint: new BigInt64Array(rows),
    position: new BigInt64Array(rows),
    executed: new BigInt64Array(rows),
    leaves: new BigInt64Array(rows),
    principal: new Int32Array(rows),
    account: new Int32Array(rows),
    instrument: new Int32Array(rows),
    kind: new Uint8Array(rows),
  };
  if (from === undefined) return { ...grown, rare: new Map() };
  grown.fingerprint.set(from.fingerprint);
  grown.position.set(from.position);
  grown.executed.set(from.executed);
  grown.leaves.set(from.leaves);
  grown.principal.set(from.principal);
  grown.account.set(from.account);
  grown.instrument.set(from.instrument);
  grown.kind.set(from.kind);
  return { ...grown, rare: from.rare };
}

function record(id: string, result: EntryResult, columns: Columns, at: number): void {
  if (result.kind === 'DONE') columns.kind[at] = DONE;
  else if (result.kind === 'REJECTED') {
    columns.kind[at] = REJECTED;
    columns.rare.set(at, result);
  } else {
    columns.kind[at] = result.orderId === id ? OWN_ORDER : OTHER_ORDER;
    columns.executed[at] = result.executed;
    columns.leaves[at] = result.leaves;
    if (result.orderId !== id) columns.rare.set(at, { orderId: result.orderId });
  }
}

function resultOf(id: string, columns: Columns, at: number): EntryResult {
  const kind = columns.kind[at];
  if (kind === DONE) return { kind: 'DONE' };
  const rare = columns.rare.get(at);
  if (rare !== undefined && 'kind' in rare) return rare;
  return {
    kind: 'ORDER',
    orderId: rare?.orderId ?? id,
    executed: columns.executed[at] as bigint,
    leaves: columns.leaves[at] as bigint,
  };
}
