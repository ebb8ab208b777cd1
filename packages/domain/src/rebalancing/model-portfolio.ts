import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';
import { accept, refuse, type Decision } from '../kernel/decider.ts';
import { checkTargets } from './check-terms.ts';
import { MODEL_PORTFOLIO_COMMANDS, type ModelPortfolioCommand } from './model-commands.ts';
import { MODEL_PORTFOLIO_FACTS, type ModelPortfolioFact } from './model-facts.ts';

const MODEL_CATEGORY = 'modelPortfolio';

/** Name of the stream of a model. */
export function modelStream(modelId: string): string {
  return `${MODEL_CATEGORY}-${modelId}`;
}

/** How often a model was set; 0: there is none. */
export interface ModelState {
  readonly version: number;
}

function decide({ version }: ModelState, { data }: ModelPortfolioCommand) {
  const wrong = checkTargets(data);
  const decision: Decision<ModelPortfolioFact> =
    wrong === undefined
      ? accept({ type: 'ModelPortfolioSet', data: { ...data, version: version + 1 } })
      : refuse(wrong);
  return decision;
}

/** Targets that accounts share. One stream for each model. */
export const modelPortfolio: Aggregate<
  typeof MODEL_PORTFOLIO_COMMANDS,
  typeof MODEL_PORTFOLIO_FACTS,
  ModelState,
  ModelPortfolioCommand
> = defineAggregate({
  description: 'Model portfolios',
  category: MODEL_CATEGORY,
  route: { context: 'model', by: 'modelId' },
  commands: MODEL_PORTFOLIO_COMMANDS,
  facts: MODEL_PORTFOLIO_FACTS,
  followedByTrading: false,
  initial: { version: 0 },
  decide,
  evolve: (_, { data: { version } }) => ({ version }),
});
