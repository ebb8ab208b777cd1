import type { BookDepth, BookTop, OrderState } from '../book/queries.ts';
import type {
  AddSymbol,
  CancelAll,
  CancelOrder,
  Expire,
  ExternalQuote,
  NewOrder,
  Print,
  RemoveSymbol,
  ReplaceOrder,
  RestoreOrder,
  RestoreSymbol,
  SetBands,
  SetPhase,
  Uncross,
} from '../protocol/commands.ts';
import type { EngineEvent } from '../protocol/engine-event.ts';
import type { EngineStats } from '../core/stats.ts';

/** Sees one event. The object is reused: take what you need before returning. */
export type EventHandler = (event: EngineEvent) => void;

/**
 * Submission of commands. Each method takes the command over completely (the caller may reuse the object) and returns
 * true, or returns false with nothing written when there is no room: `poll`, then try again. Commands are executed in
 * the order of submission. A name that is no int32 throws InvalidCommandError, a stopped engine EngineStoppedError,
 * a dead one EngineCrashedError.
 */
export interface CommandPort {
  newOrder(order: NewOrder): boolean;
  cancel(command: CancelOrder): boolean;
  replace(command: ReplaceOrder): boolean;
  addSymbol(command: AddSymbol): boolean;
  removeSymbol(command: RemoveSymbol): boolean;
  setPhase(command: SetPhase): boolean;
  uncross(command: Uncross): boolean;
  setBands(command: SetBands): boolean;
  externalQuote(command: ExternalQuote): boolean;
  print(command: Print): boolean;
  expire(command: Expire): boolean;
  cancelAll(command: CancelAll): boolean;
  restoreOrder(command: RestoreOrder): boolean;
  restoreSymbol(command: RestoreSymbol): boolean;
  /** Hands staged commands to the engine; false when some still wait for room. Submission flushes by itself at 64. */
  flush(): boolean;
}

/** Answers that are no part of the event stream. Each reflects all commands submitted before it. */
export interface EngineQueries {
  /** Aggregated price levels, best first. */
  depth(symbol: number, levels: number): Promise<BookDepth>;
  /** Best prices, phase and last price; undefined for an unknown symbol. */
  top(symbol: number): Promise<BookTop | undefined>;
  /** The live order of that ref, or undefined. */
  order(ref: number): Promise<OrderState | undefined>;
  /** Hash over the logical state of all symbols: equal for equal books, whatever slots and handles they use. 16 hex digits. */
  stateHash(): Promise<string>;
  /** The whole state as bytes, for `restore`. */
  snapshot(): Promise<Uint8Array>;
  /** Replaces the whole state. Rejects with a SnapshotError, state unchanged, when the bytes are no good. */
  restore(snapshot: Uint8Array): Promise<void>;
  stats(): Promise<EngineStats>;
}

/**
 * A matching engine, inline (`createInlineEngine`) or in a thread of its own (`createThreadedEngine`): the same commands
 * give the same events. One thread owns the object, submits, and polls; never block that thread on room for commands
 * without polling, for the engine waits for its events to be read.
 */
export interface Engine extends CommandPort, EngineQueries {
  /** Hands over up to `max` events in order (default: all there are); returns how many. */
  poll(onEvent: EventHandler, max?: number): number;
  /**
   * Resolves when `poll` would hand over something. Costs no core while idle and does not keep the process alive. Rejects
   * with EngineCrashedError when the engine died and all its events were read, with EngineStoppedError after `stop`.
   */
  ready(): Promise<void>;
  /** Commands submitted and not yet answered by a COMPLETED that `poll` has handed over. */
  readonly inFlight: number;
  /** Flushes and polls until every submitted command is answered. */
  drain(onEvent: EventHandler): Promise<void>;
  /** Ends the engine at once; commands not yet executed are dropped (`drain` first to have them answered). */
  stop(): Promise<void>;
}

/** An engine whose commands may come from several threads. */
export interface ThreadedEngine extends Engine {
  /** For `createCommandProducer` in another thread. Events of its commands come to this engine's owner like all others. */
  readonly commandRing: SharedArrayBuffer;
}
