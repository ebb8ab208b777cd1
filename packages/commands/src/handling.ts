import type { Runtime } from '@bellwether/platform';
import type { Approvals } from './approvals/approvals.ts';
import type { SymbolClaims } from './instruments/symbol-claims.ts';
import type { Deciding } from './aggregates/decide.ts';

/** What handlers of commands work with. */
export interface Handling extends Deciding {
  readonly runtime: Runtime;
  readonly symbols: SymbolClaims;
  readonly approvals: Approvals;
  /** How many partitions there are. */
  readonly partitions: number;
}
