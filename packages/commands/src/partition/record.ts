import { evolve, type TradingFact, type TradingState } from '@bellwether/domain';
import type { Slot } from './turn.ts';

/** The one place where what is decided here changes the state: by `evolve`, as a replay does it. */
export function record(state: TradingState, slot: Slot, fact: TradingFact): void {
  evolve(state, fact);
  slot.facts.push(fact);
}
