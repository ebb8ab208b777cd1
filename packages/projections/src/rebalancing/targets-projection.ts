import { defineProjection, type Projection } from '../runtime/projection.ts';
import { storedTerms } from './stored-terms.ts';
import {
  accountTargets,
  modelPortfolios,
  type AccountTargetsRow,
  type ModelPortfolioRow,
} from './table.ts';

/** Model portfolios by their names. */
export const modelPortfoliosProjection: Projection = defineProjection<ModelPortfolioRow>({
  name: 'model_portfolios',
  version: 1,
  tables: { postgres: modelPortfolios },
  key: 'modelId',
  on: {
    ModelPortfolioSet: {
      keys: ({ modelId }) => [modelId],
      evolve: (_, { modelId, version, ...terms }, { at: setAt, position }) => ({
        modelId,
        version,
        terms: storedTerms(terms),
        setAt,
        position,
      }),
    },
  },
});

/** What accounts should hold. */
export const accountTargetsProjection: Projection = defineProjection<AccountTargetsRow>({
  name: 'account_targets',
  version: 1,
  tables: { postgres: accountTargets },
  key: 'accountId',
  on: {
    RebalancingSet: {
      keys: ({ accountId }) => [accountId],
      evolve: (_, data, { at: setAt, position }) => ({
        accountId: data.accountId,
        modelId: data.modelId ?? null,
        terms: data.ownTargets === undefined ? null : storedTerms(data.ownTargets),
        lotMethod: data.lotMethod ?? 'FIFO',
        setAt,
        position,
      }),
    },
  },
});
