import type { AnyReadModel } from '../runtime/read-model.ts';
import { accountsReadModel } from './accounts/read-model.ts';
import { instrumentsReadModel } from './instruments/read-model.ts';
import { ordersReadModel } from './orders/read-model.ts';
import { positionsReadModel } from './positions/read-model.ts';
import { tradesReadModel } from './trades/read-model.ts';

/** Every Postgres read model. */
export const READ_MODELS: readonly AnyReadModel[] = [
  instrumentsReadModel,
  accountsReadModel,
  positionsReadModel,
  ordersReadModel,
  tradesReadModel,
];
