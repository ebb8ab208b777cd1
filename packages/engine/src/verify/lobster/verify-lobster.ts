import { FindingList, type Findings } from '../findings.ts';
import { ReplayBook } from '../replay-book.ts';
import { LobsterReplay } from './lobster-replay.ts';
import { LobsterType, type LobsterMessage, type LobsterRow } from './row.ts';

export interface LobsterMismatch {
  /** Row of the file, from 0. */
  readonly row: number;
  readonly what: string;
}

export interface LobsterReport {
  readonly rows: number;
  /** Rows whose book the production book did not reproduce, or whose message it could not carry out. */
  readonly mismatches: Findings<LobsterMismatch>;
  /** Executions of visible orders. */
  readonly executions: number;
  /** Rows on which the exchange executed an order that was not first in line (self-match prevention and the like). */
  readonly skippedHeads: Findings<number>;
  /** Takers reconstructed from executions with one time stamp, replayed as one order each, and how many of them had several fills. */
  readonly takers: number;
  readonly takersWithSeveralFills: number;
  /** Takers whose fills were not the same in the same order although the exchange skipped nobody. */
  readonly takerMismatches: Findings<LobsterMismatch>;
  readonly hiddenExecutions: number;
}

const ORDERS = 65_535;
/** Some three dollars. */
const WINDOW_TICKS = 32_768;

/**
 * Replays a day through two production books: one message by message, compared with the file's book after every row; one
 * with each taker reconstructed as a single immediate-or-cancel order, whose fills must be those of the file in order.
 * Throws what the rows throw, for example LobsterFormatError.
 */
export const verifyLobster = async (rows: AsyncIterable<LobsterRow>): Promise<LobsterReport> => {
  const verification = new LobsterVerification();
  for await (const row of rows) verification.add(row);
  return verification.finish();
};

class LobsterVerification {
  readonly #byRow = new LobsterReplay(new ReplayBook(ORDERS, 1, WINDOW_TICKS));
  readonly #byTaker = new LobsterReplay(new ReplayBook(ORDERS, 1, WINDOW_TICKS));
  readonly #mismatches = new FindingList<LobsterMismatch>();
  readonly #takerMismatches = new FindingList<LobsterMismatch>();
  readonly #skippedHeads = new FindingList<number>();
  /** Executions of one taker, as far as they have been read. */
  #taker: { row: LobsterRow; skipped: boolean }[] = [];
  #rows = 0;
  #executions = 0;
  #hidden = 0;
  #takers = 0;
  #several = 0;

  add(row: LobsterRow): void {
    this.#rows++;
    if (row.message.type === LobsterType.EXECUTION) this.#executions++;
    if (row.message.type === LobsterType.HIDDEN_EXECUTION) this.#hidden++;
    if (row.index === 0) {
      this.#byRow.seed(row);
      this.#byTaker.seed(row);
      return;
    }
    const { problem, skippedHead = false } = this.#byRow.apply(row.message);
    if (skippedHead) this.#skippedHeads.add(row.index);
    const difference = this.#byRow.compare(row);
    report(this.#mismatches, row.index, problem ?? difference);
    this.#feedTaker(row, skippedHead);
  }

  finish(): LobsterReport {
    this.#endTaker();
    return {
      rows: this.#rows,
      mismatches: this.#mismatches,
      executions: this.#executions,
      skippedHeads: this.#skippedHeads,
      takers: this.#takers,
      takersWithSeveralFills: this.#several,
      takerMismatches: this.#takerMismatches,
      hiddenExecutions: this.#hidden,
    };
  }

  #feedTaker(row: LobsterRow, skipped: boolean): void {
    const first = this.#taker[0]?.row.message;
    if (first !== undefined && !isSameTaker(first, row.message)) this.#endTaker();
    if (row.message.type === LobsterType.EXECUTION) {
      this.#taker.push({ row, skipped });
    } else if (this.#taker.length === 0) {
      this.#byTaker.apply(row.message);
      this.#byTaker.compare(row);
    }
  }

  /** All executions of a taker are known: replay them as one order, unless the exchange itself left the order of the queue. */
  #endTaker(): void {
    const taker = this.#taker;
    this.#taker = [];
    if (taker.length === 0) return;
    this.#takers++;
    if (taker.length > 1) this.#several++;
    const last = taker.at(-1)!.row;
    if (taker.some((t) => t.skipped)) {
      for (const { row } of taker) {
        this.#byTaker.apply(row.message);
        this.#byTaker.compare(row);
      }
      return;
    }
    // Levels that the sweep itself brought into view were there before it.
    for (const { row } of taker.slice(0, -1)) this.#byTaker.adoptBeyond(row);
    const difference = this.#byTaker.applySweep(taker.map((t) => t.row.message));
    const book = this.#byTaker.compare(last);
    report(this.#takerMismatches, last.index, difference ?? book);
  }
}

/** Executions of one taker follow each other under one time stamp on one side; hidden orders may be hit in between. */
const isSameTaker = (first: LobsterMessage, next: LobsterMessage): boolean =>
  first.time === next.time &&
  ((next.type === LobsterType.EXECUTION && first.direction === next.direction) ||
    next.type === LobsterType.HIDDEN_EXECUTION);

const report = (
  list: FindingList<LobsterMismatch>,
  row: number,
  what: string | undefined,
): void => {
  if (what !== undefined) list.add({ row, what });
};
