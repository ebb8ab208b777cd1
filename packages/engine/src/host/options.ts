import { ENGINE_LIMITS } from '@bellwether/domain/engine-limits';
import type { Capacity } from '../book/engine-state.ts';
import type { EngineCrashedError } from './errors.ts';
import type { WaitStrategyName } from '../ring/wait-strategy.ts';

export interface EngineOptions {
  /** Live orders over all symbols; default 1,048,575, at most 16,777,215. Memory is touched only as it is first used. */
  readonly orderCapacity?: number;
  /** Symbol indices run from 0 to this − 1; default 1,048,576, which is the most. What belongs to a symbol is made when it is added. */
  readonly symbolCapacity?: number;
  /** Slots of the event buffer or outbound ring, a power of two; default 1,048,576 (threaded), 65,536 (inline: submission refuses from there on, a single command may exceed it). */
  readonly eventCapacity?: number;
  /** A snapshot to start from instead of an empty engine. */
  readonly snapshot?: Uint8Array;
}

export interface ThreadedEngineOptions extends EngineOptions {
  /** Slots of the inbound ring, a power of two; default 1,048,576. */
  readonly commandCapacity?: number;
  /** What the engine thread does while idle: `spin` burns a core for the lowest latency, `hybrid` (default) spins some 20 µs, `park` sleeps at once. */
  readonly wait?: WaitStrategyName;
  /** Processor core for the engine thread. Only on Linux with `taskset`; `stats` says what became of it. */
  readonly core?: number;
  /** Nice value for the engine thread, −20 … 19; negative values need the privilege. */
  readonly priority?: number;
  /** Synthetic commands run on a scratch book before opening, so that the code is compiled; default 200,000. */
  readonly warmUpCommands?: number;
  /** Told once when the engine's thread ends by itself; `ready`, queries and submissions then fail with the same error. */
  readonly onCrash?: (error: EngineCrashedError) => void;
  /** A claimed but unpublished slot of the inbound ring blocks it; after this many milliseconds the engine gives up. Default 5,000. */
  readonly stallTimeoutMs?: number;
}

const DEFAULT_ORDERS = 1_048_575;
const MOST_ORDERS = 16_777_215;
const MOST_SYMBOLS: number = ENGINE_LIMITS.symbols;

/** The book's limits, with defaults. Throws RangeError. */
export const checkedCapacity = (options: EngineOptions): Capacity => {
  const orders = options.orderCapacity ?? DEFAULT_ORDERS;
  const symbols = options.symbolCapacity ?? MOST_SYMBOLS;
  inRange('orderCapacity', orders, MOST_ORDERS);
  inRange('symbolCapacity', symbols, MOST_SYMBOLS);
  return { orders, symbols };
};

const inRange = (name: string, value: number, most: number): void => {
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw new RangeError(`${name} must be an integer from 1 to ${most}, was ${value}`);
  }
};
