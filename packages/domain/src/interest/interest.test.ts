import { describe, test } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import { parseDate } from '../time/civil-date.ts';
import { instantOf, wall } from '../time/new-york.ts';
import type { InterestFact } from './facts.ts';
import { interest, type InterestDecision } from './interest.ts';

const { given } = specificationOf(interest);
const at = instantOf(parseDate('2026-12-01'), wall(9));
const rates = (from: string): Extract<InterestFact, { type: 'InterestRatesSet' }>['data'] => ({
  currency: 'USD',
  from: parseDate(from),
  creditBasisPoints: 425,
  debitBasisPoints: 1_050,
});
const set = (from: string): InterestDecision => ({
  type: 'SetInterestRates',
  data: rates(from),
  at,
});
const said = (from: string): InterestFact => ({ type: 'InterestRatesSet', data: rates(from) });
const closing = (through: string): Extract<InterestFact, { type: 'InterestClosed' }>['data'] => ({
  currency: 'USD',
  through: parseDate(through),
  accounts: 2,
  paid: 700n,
  owed: 100n,
});
const close = (through: string): InterestDecision => ({
  type: 'CloseInterest',
  data: closing(through),
  at,
});
const closed = (through: string): InterestFact => ({
  type: 'InterestClosed',
  data: closing(through),
});

describe('rates', () => {
  test('begin on a day, of which a month may be over', () => {
    given().when(set('2026-12-01')).thenRecords(said('2026-12-01'));
    given().when(set('2026-10-31')).thenRecords(said('2026-10-31'));
    given().when(set('2026-10-30')).thenRejects('INVALID_INTEREST_DATES');
    given().when(set('2027-01-01')).thenRecords(said('2027-01-01'));
  });

  test('follow those before them, and never change a day that is paid for', () => {
    given(said('2026-11-10')).when(set('2026-11-10')).thenRejects('INVALID_INTEREST_DATES');
    given(said('2026-11-10')).when(set('2026-11-11')).thenRecords(said('2026-11-11'));
    given(said('2026-11-10'), closed('2026-11-30'))
      .when(set('2026-11-30'))
      .thenRejects('INVALID_INTEREST_DATES');
    given(said('2026-11-10'), closed('2026-11-30'))
      .when(set('2026-12-01'))
      .thenRecords(said('2026-12-01'));
  });
});

describe('a month', () => {
  test('is closed once', () => {
    given(said('2026-11-10')).when(close('2026-11-30')).thenRecords(closed('2026-11-30'));
    given(said('2026-11-10'), closed('2026-11-30')).when(close('2026-11-30')).thenRecords();
  });

  test('without rates has no interest to close', () => {
    given().when(close('2026-11-30')).thenRejects('INVALID_INTEREST_DATES');
  });
});
