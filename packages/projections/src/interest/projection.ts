import { formatDate } from '@bellwether/domain';
import type { DataOf } from '../runtime/recorded-fact.ts';
import { defineProjection, type Projection } from '../runtime/projection.ts';
import {
  interestClosings,
  interestPostings,
  interestRates,
  type InterestClosingRow,
  type InterestPostingRow,
  type InterestRateRow,
} from './table.ts';

/** Rates by first day. */
export const interestRatesProjection: Projection = defineProjection<InterestRateRow>({
  name: 'interest_rates',
  version: 1,
  tables: { postgres: interestRates },
  key: 'rateId',
  on: {
    InterestRatesSet: {
      creates: true,
      keys: ({ currency, from }: DataOf<'InterestRatesSet'>) => [`${currency}/${formatDate(from)}`],
      evolve: (_, { from, ...data }, { position }, rateId) => ({
        ...data,
        rateId,
        since: formatDate(from),
        position,
      }),
    },
  },
});

/** Closings by last day. */
export const interestClosingsProjection: Projection = defineProjection<InterestClosingRow>({
  name: 'interest_closings',
  version: 1,
  tables: { postgres: interestClosings },
  key: 'closingId',
  on: {
    InterestClosed: {
      creates: true,
      keys: ({ currency, through }: DataOf<'InterestClosed'>) => [
        `${currency}/${formatDate(through)}`,
      ],
      evolve: (_, { through, ...data }, { at, position }, closingId) => ({
        ...data,
        closingId,
        through: formatDate(through),
        at,
        position,
      }),
    },
  },
});

/** Postings by account and last day. */
export const interestPostingsProjection: Projection = defineProjection<InterestPostingRow>({
  name: 'interest_postings',
  version: 1,
  tables: { postgres: interestPostings },
  key: 'postingId',
  on: {
    InterestPosted: {
      creates: true,
      keys: ({ accountId, through }: DataOf<'InterestPosted'>) => [
        `${accountId}/${formatDate(through)}`,
      ],
      evolve: (_, { accountId, through, amount }, { at, position }, postingId) => ({
        postingId,
        accountId,
        through: formatDate(through),
        amount,
        at,
        position,
      }),
    },
  },
});
