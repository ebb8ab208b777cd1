import type { AccountOpenedFact } from '../../accounts/facts.ts';
import type { Instant } from '../../time/new-york.ts';
import type { TradingFact } from '../../trading/facts.ts';
import type { OwnerFact, RuleFact } from './facts.ts';

/** Facts that say something to surveillance. */
export type ObservedFact = TradingFact | AccountOpenedFact | OwnerFact | RuleFact;

/** Any fact, as the log has it. */
export interface Observed {
  readonly fact: { readonly type: string; readonly data: unknown };
  readonly position: bigint;
  readonly index: number;
  /** Place among the facts of its command: 0 begins another command. */
  readonly entryIndex: number;
  /** When its command came in. */
  readonly at: Instant;
}
