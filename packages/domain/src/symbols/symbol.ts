import { accept, refuse, type Decision } from '../kernel/decider.ts';
import type { CommandId } from '../kernel/ids.ts';
import { reject } from '../kernel/rejection.ts';
import { SYMBOL_FACTS, type SymbolFact } from './facts.ts';
import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';

/** Prefix of symbol streams; a category never contains `-`, where EventStoreDB splits it. */
export const SYMBOL_CATEGORY = 'symbol';

export function symbolStream(symbol: string): string {
  return `${SYMBOL_CATEGORY}-${symbol}`;
}

/** Who claimed the symbol last; absent: it was never claimed. */
export interface SymbolState {
  readonly claim?: SymbolFact['data'];
}

/** Asks for a symbol. */
export interface SymbolDecision {
  readonly type: 'ClaimSymbol';
  readonly data: SymbolFact['data'] & {
    /** The claim that was found not to hold any more; absent: there was none. */
    readonly replaces?: CommandId | undefined;
  };
}

function decide({ claim }: SymbolState, { data }: SymbolDecision): Decision<SymbolFact> {
  const { replaces, ...claimed } = data;
  return claim?.claimId === replaces
    ? accept({ type: 'SymbolClaimed', data: claimed })
    : refuse(reject('SYMBOL_IN_USE', `${claimed.symbol} was just given to ${claim?.instrumentId}`));
}

/**
 * A symbol as traders write it, borne by one instrument at a time. A claim holds as long as its instrument bears the symbol,
 * or may be about to; who asks for it looks that up, and a claim made meanwhile wins.
 */
export const symbolHolder: Aggregate<
  readonly [],
  typeof SYMBOL_FACTS,
  SymbolState,
  SymbolDecision
> = defineAggregate({
  // Claimed on the way of a listing or renaming.
  description: 'Symbols',
  category: SYMBOL_CATEGORY,
  route: { context: 'instrument', by: 'symbol' },
  commands: [],
  facts: SYMBOL_FACTS,
  followedByTrading: false,
  initial: {},
  decide,
  evolve: (_, { data }) => ({ claim: data }),
});
