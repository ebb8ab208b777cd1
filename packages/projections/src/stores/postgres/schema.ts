import { pgSchema } from 'drizzle-orm/pg-core';

/** Everything that projections write lives in this Postgres schema. */
export const readModels = pgSchema('read_models');
