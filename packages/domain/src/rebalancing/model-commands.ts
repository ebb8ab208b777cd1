import { all } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import { record } from '../contracts/schema/fields.ts';
import { modelId, REBALANCING_TERMS } from './terms.ts';

export const SetModelPortfolio = defineCommand(
  'SetModelPortfolio',
  'Says what accounts should hold that follow a model; their plans from now on stand on it.',
  all('ops'),
  record({ modelId: modelId(), ...REBALANCING_TERMS }),
);

export const MODEL_PORTFOLIO_COMMANDS = [SetModelPortfolio] as const;

export type ModelPortfolioCommand = MessageOf<(typeof MODEL_PORTFOLIO_COMMANDS)[number]>;
