import type { CivilDate } from '@bellwether/domain';
import { LobsterType, type LobsterMessage, type LobsterRow } from '@bellwether/engine/verify';
import { Instant, newYorkMidnight } from '../../exact/instant.ts';
import { UpdateAction } from '../../update/action.ts';
import { TradeCondition } from '../../update/conditions.ts';
import { UpdateFlag } from '../../update/flags.ts';
import { UpdateKind } from '../../update/kind.ts';
import { MarketUpdate } from '../../update/market-update.ts';
import { UpdateSide } from '../../update/side.ts';
import type { Sequencing, UpdateSink } from '../../update/sink.ts';
import { MarketStatus, StatusReason } from '../../update/status.ts';
import { levelChanges, type LevelChange } from './level-changes.ts';

export interface LobsterUpdateOptions {
  /** 0–255. */
  readonly source: number;
  /** The day in New York, which the rows do not say. */
  readonly date: CivilDate;
  readonly symbol: string;
}

/** The only instrument of a recording. */
const INSTRUMENT = 1;
const ROUND_LOT = 100;

/**
 * Tells LOBSTER's rows (lobsterdata.com, output files of message and order book), as `readLobster` and `joinRows` of the
 * engine's verification read them, as updates: trades and halts by the message, the book by its levels, since orders
 * from before the recording are not in it. The first book is a snapshot; a price that leaves the file's view is deleted,
 * and told again when it comes back. The sequence is the row's number, from 1; rows that change nothing in view have none.
 */
export class LobsterUpdates {
  readonly sequencing: Sequencing = 'ASCENDING';
  readonly #sink: UpdateSink;
  readonly #symbol: string;
  readonly #midnight: Instant;
  readonly #time = new Instant();
  readonly #update = new MarketUpdate();
  #before: LobsterRow | undefined;

  constructor(sink: UpdateSink, { source, date, symbol }: LobsterUpdateOptions) {
    this.#sink = sink;
    this.#symbol = symbol;
    this.#midnight = newYorkMidnight(date);
    this.#update.source = source;
    this.#update.instrument = INSTRUMENT;
  }

  add(row: LobsterRow): void {
    const update = this.#update;
    this.#time.after(this.#midnight, row.message.time);
    update.exchangeDay = update.receiveDay = this.#time.day;
    update.exchangeNanos = update.receiveNanos = this.#time.nanos;
    update.sequence = row.index + 1;
    update.part = 0;
    const changes = [
      ...levelChanges(UpdateSide.BID, this.#before?.bids ?? [], row.bids),
      ...levelChanges(UpdateSide.ASK, this.#before?.asks ?? [], row.asks),
    ];
    if (this.#before === undefined) {
      this.#sink.instrument(INSTRUMENT, this.#symbol);
      update.kind = UpdateKind.CLEAR;
      this.#emit(UpdateFlag.SNAPSHOT);
      this.#levels(changes, UpdateFlag.SNAPSHOT);
    } else {
      this.#message(row.message, changes.length === 0 ? UpdateFlag.LAST : 0);
      this.#levels(changes, 0);
    }
    this.#before = row;
  }

  #message(message: LobsterMessage, flags: number): void {
    if (message.type === LobsterType.EXECUTION) this.#trade(message, 0, flags);
    if (message.type === LobsterType.HIDDEN_EXECUTION)
      this.#trade(message, TradeCondition.HIDDEN, flags);
    // A cross may come to nothing.
    if (message.type === LobsterType.CROSS && message.size > 0)
      this.#trade(message, TradeCondition.CROSS, flags);
    if (message.type === LobsterType.HALT) this.#halt(message, flags);
  }

  #trade(message: LobsterMessage, condition: number, flags: number): void {
    const isOdd = message.size < ROUND_LOT && condition !== TradeCondition.CROSS;
    const resting = message.direction === 1 ? UpdateSide.BID : UpdateSide.ASK;
    const update = this.#update;
    update.kind = UpdateKind.TRADE;
    update.action = UpdateAction.ADD;
    update.side = condition === 0 ? resting : UpdateSide.NONE;
    update.price = message.price;
    update.quantity = message.size;
    const special = condition | (isOdd ? TradeCondition.ODD_LOT : 0);
    update.conditions = special === 0 ? TradeCondition.REGULAR : special;
    update.tradeHigh = update.tradeLow = update.correctedHigh = update.correctedLow = 0;
    this.#emit(flags);
  }

  /** The price of a halt is −1 when it begins, 0 when quotes resume, 1 when trading does. */
  #halt({ price }: LobsterMessage, flags: number): void {
    const open = price === 0 ? MarketStatus.QUOTE_ONLY : MarketStatus.TRADING;
    this.#update.kind = UpdateKind.STATUS;
    this.#update.status = price < 0 ? MarketStatus.HALTED : open;
    this.#update.reason = StatusReason.NONE;
    this.#emit(flags);
  }

  #levels(changes: readonly LevelChange[], flags: number): void {
    const update = this.#update;
    for (const [index, { side, price, size }] of changes.entries()) {
      update.kind = UpdateKind.LEVEL;
      update.action = size === 0 ? UpdateAction.DELETE : UpdateAction.CHANGE;
      update.side = side;
      update.price = price;
      update.quantity = size;
      this.#emit(flags | (index === changes.length - 1 ? UpdateFlag.LAST : 0));
    }
  }

  #emit(flags: number): void {
    this.#update.flags = flags;
    this.#sink.update(this.#update);
    this.#update.part++;
  }
}
