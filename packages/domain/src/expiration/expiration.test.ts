import { describe, test } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import type { AccountId, CommandId, InstrumentId } from '../kernel/ids.ts';
import { parseDate } from '../time/civil-date.ts';
import { instantOf, wall, type Instant } from '../time/new-york.ts';
import { expiration, type ExpirationDecision } from './expiration.ts';
import type { ExpirationFact, ExpirationKind } from './facts.ts';

// An American option that expires on Friday, 18 December 2026.

const { given } = specificationOf(expiration);
const instrumentId = 'AMZN_C' as InstrumentId;
const [alice, bob] = ['alice', 'bob'] as AccountId[] as [AccountId, AccountId];
const expirationId = '0192f3a0-7c1e-7aaa-8bbb-000000000001' as CommandId;
const expiresOn = parseDate('2026-12-18');
const series = { expiresOn, style: 'AMERICAN' } as const;
const on = (date: string, hours = 12, minutes = 0): Instant =>
  instantOf(parseDate(date), wall(hours, minutes));
const asked = { commandId: expirationId, series };

const exercise = (
  accountId: AccountId,
  contracts: bigint,
  at = on('2026-12-01'),
  more: object = {},
): ExpirationDecision =>
  ({
    type: 'ExerciseOption',
    data: { instrumentId, accountId, contracts },
    at,
    ...asked,
    ...more,
  }) as ExpirationDecision;
const requested = (accountId: AccountId, contracts: bigint): ExpirationFact => ({
  type: 'ExerciseRequested',
  data: { instrumentId, accountId, contracts },
});
const instruct = (accountId: AccountId, contracts?: bigint): ExpirationDecision => ({
  type: 'InstructExpiration',
  data: { instrumentId, accountId, ...(contracts === undefined ? {} : { contracts }) },
  at: on('2026-12-18', 17, 29),
  ...asked,
});
const instructed = (accountId: AccountId, contracts?: bigint): ExpirationFact => ({
  type: 'ExpirationInstructed',
  data: { instrumentId, accountId, ...(contracts === undefined ? {} : { contracts }) },
});
const apply = (at: Instant): ExpirationDecision => ({
  type: 'ApplyExpiration',
  data: { instrumentId },
  at,
  ...asked,
});
const named = (kind: ExpirationKind, attempt = 1) => ({
  instrumentId,
  expirationId,
  kind,
  attempt,
});
type Due = Extract<ExpirationFact, { type: 'ExpirationDue' }>['data'];
const due = (kind: ExpirationKind, more: Partial<Due> = {}): ExpirationFact => ({
  type: 'ExpirationDue',
  data: {
    ...named(kind),
    tradeDate: parseDate('2026-12-01'),
    settlementDate: parseDate('2026-12-02'),
    exercises: [],
    instructions: [],
    ...more,
  },
});
const effective = (kind: ExpirationKind): ExpirationFact => ({
  type: 'ExpirationEffective',
  data: named(kind),
});

describe('before its last day', () => {
  test('an American option may be exercised', () => {
    given().when(exercise(alice, 2n)).thenRecords(requested(alice, 2n));
  });

  test.each([
    [
      'a European one may not',
      { series: { ...series, style: 'EUROPEAN' } },
      'EXERCISE_NOT_OFFERED',
    ],
    ['nor a future', { series: { expiresOn } }, 'EXERCISE_NOT_OFFERED'],
    ['nor after half past five of the last day', { at: on('2026-12-18', 17, 30) }, 'EXERCISE_OVER'],
  ] as const)('%s', (_, more, code) => {
    given()
      .when(exercise(alice, 2n, on('2026-12-01'), more))
      .thenRejects(code);
  });

  test('what was asked for is due together, by account, to be settled a day later', () => {
    given(requested(bob, 1n), requested(alice, 2n), requested(bob, 4n))
      .when(apply(on('2026-12-01', 17, 30)))
      .thenRecords(
        due('EXERCISE', {
          exercises: [
            { accountId: alice, contracts: 2n },
            { accountId: bob, contracts: 5n },
          ],
        }),
      );
  });

  test('nothing is due that nobody has asked for, and what was done is not due again', () => {
    given()
      .when(apply(on('2026-12-18', 17, 29)))
      .thenRejects('NOT_YET');
    const done = due('EXERCISE', { exercises: [{ accountId: bob, contracts: 1n }] });
    given(requested(bob, 1n), done, effective('EXERCISE'))
      .when(apply(on('2026-12-02')))
      .thenRejects('NOT_YET');
  });

  test('what is asked for while something is under way is due the next time', () => {
    const done = due('EXERCISE', { exercises: [{ accountId: bob, contracts: 1n }] });
    given(requested(bob, 1n), done)
      .when(apply(on('2026-12-02')))
      .thenRejects('NOTHING_TO_CHANGE');
    given(requested(bob, 1n), done, requested(bob, 3n), effective('EXERCISE'))
      .when(apply(on('2026-12-02')))
      .thenRecords(
        due('EXERCISE', {
          attempt: 2,
          tradeDate: parseDate('2026-12-02'),
          settlementDate: parseDate('2026-12-03'),
          exercises: [{ accountId: bob, contracts: 3n }],
        }),
      );
  });
});

describe('on its last day', () => {
  const friday = {
    tradeDate: expiresOn,
    settlementDate: parseDate('2026-12-21'),
  };

  test('it ends, by what accounts have said until half past five', () => {
    given(instructed(alice, 0n), instructed(bob, 2n), instructed(bob))
      .when(apply(on('2026-12-18', 17, 30)))
      .thenRecords(
        due('EXPIRATION', { ...friday, instructions: [{ accountId: alice, contracts: 0n }] }),
      );
  });

  test('an instruction replaces the one before, and one that changes nothing is refused', () => {
    given(instructed(alice, 0n)).when(instruct(alice, 1n)).thenRecords(instructed(alice, 1n));
    given(instructed(alice, 0n)).when(instruct(alice)).thenRecords(instructed(alice));
    given(instructed(alice, 0n)).when(instruct(alice, 0n)).thenRejects('NOTHING_TO_CHANGE');
    given().when(instruct(alice)).thenRejects('NOTHING_TO_CHANGE');
  });

  test('it ends once; an attempt that was declined is made again', () => {
    const ended = [due('EXPIRATION'), effective('EXPIRATION')];
    given(...ended)
      .when(apply(on('2026-12-18', 18)))
      .thenRejects('NOTHING_TO_CHANGE');
    const heard = { ...named('EXPIRATION'), code: 'INSTRUMENT_TRADING' } as const;
    given(due('EXPIRATION'))
      .when({ type: 'DeferExpiration', data: heard })
      .thenRecords({ type: 'ExpirationDeferred', data: heard });
    given(due('EXPIRATION'), { type: 'ExpirationDeferred', data: heard })
      .when(apply(on('2026-12-18', 18)))
      .thenRecords(due('EXPIRATION', { ...friday, attempt: 2 }));
  });

  test('what the partition says counts for the attempt that it is about, and once', () => {
    const confirm = (attempt: number): ExpirationDecision => ({
      type: 'ConfirmExpiration',
      data: named('EXPIRATION', attempt),
    });
    given(due('EXPIRATION')).when(confirm(1)).thenRecords(effective('EXPIRATION'));
    given(due('EXPIRATION')).when(confirm(2)).thenNothing();
    given(due('EXPIRATION'), effective('EXPIRATION')).when(confirm(1)).thenNothing();
  });
});
