// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import { integer, record } from '../contracts/schema/fields.ts';
import { SetModelPortfolio } from './model-commands.ts';

export const ModelPortfolioSet = define(
  'ModelPortfolioSet',
  'Accounts that follow the model should hold this.',
  record({
    ...SetModelPortfolio.schema.properties,
    version: integer('Version of the model, from 1', { minimum: 1, maximum: 1_000_000 }),
  }),
);

export const MODEL_PORTFOLIO_FACTS = [ModelPortfolioSet] as const;

export type ModelPortfolioFact = MessageOf<(typeof MODEL_PORTFOLIO_FACTS)[number]>;
