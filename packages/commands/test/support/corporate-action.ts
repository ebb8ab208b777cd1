import {
  decodeBatch,
  emptyTradingState,
  encodeBatch,
  evolve,
  parseDate,
  BATCH_SCHEMA,
  type ActionTerms,
  type CivilDate,
  type FollowedFact,
  type Phase,
  type TradingState,
} from '@bellwether/domain';
import { AMZN, factsOf, id, type Market } from './market.ts';

export const exDate: CivilDate = parseDate('2026-11-23');

/** The session of the ex-date enters a phase. */
export const phase = (entered: Phase): FollowedFact => ({
  type: 'SessionPhaseEntered',
  data: { sessionDate: exDate, phase: entered },
});

/** An action of AMZN is due. */
export const due = (terms: Omit<ActionTerms, 'exDate'>, attempt = 1): FollowedFact => ({
  type: 'CorporateActionDue',
  data: { actionId: id(900), instrumentId: AMZN, version: 1, attempt, exDate, ...terms },
});

/** From the close to continuous trading. */
export async function morning(market: Market): Promise<void> {
  for (const next of ['PRE_OPEN', 'OPENING_AUCTION', 'CONTINUOUS'] as const)
    await market.follow(phase(next));
}

/** From the close before the ex-date to the open of it, with an action between. */
export async function overnight(market: Market, terms: Omit<ActionTerms, 'exDate'>): Promise<void> {
  await market.follow(phase('CLOSED'));
  await market.follow(due(terms));
  await morning(market);
}

/** The facts of the latest entry of the journal. */
export const last = (market: Market): readonly string[] => factsOf(market.journal.at(-1));

/** The state that the bytes of the journal come to. */
export function replayed(market: Market): TradingState {
  const state = emptyTradingState();
  for (const entry of market.journal)
    for (const fact of decodeBatch(encodeBatch([entry]), BATCH_SCHEMA)[0]?.facts ?? [])
      evolve(state, fact);
  return state;
}
