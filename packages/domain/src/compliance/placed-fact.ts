import type { ColdFact } from '../contracts/registry/registry.ts';
import type { TradingFact } from '../trading/facts.ts';

/** A fact with its place in the log: what every regulatory report is folded from. */
export interface PlacedFact {
  readonly fact: TradingFact | ColdFact;
  /** Commit position of its event. */
  readonly position: bigint;
  /** Index within its event. */
  readonly index: number;
  /** When the command came in that caused it, ns since 1970 UTC. */
  readonly at: bigint;
}
