import {
  instantOf,
  parseDate,
  wall,
  type AccountId,
  type ColdFact,
  type CommandId,
  type Instant,
  type InstrumentId,
} from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import { recordedAs, specificationOf } from '../../test/process-spec.ts';
import { expirations } from './expirations.ts';
import { LISTED_SERIES, type ListedSeries } from './listed-series.ts';

// Options that expire on Friday, 18 December 2026, on shares of AMZN.

const { whenTime } = specificationOf(expirations);
const [CALL, AMZN] = ['AMZN_C', 'AMZN'] as InstrumentId[] as [InstrumentId, InstrumentId];
const expirationId = '0192f3a0-7c1e-7aaa-8bbb-000000000001' as CommandId;
const on = (date: string, hours: number, minutes = 0): Instant =>
  instantOf(parseDate(date), wall(hours, minutes));
const terms = { symbol: 'X', tickSize: 100n, referencePrice: 1n, maxOrderQuantity: 1n };
const expiresOn = parseDate('2026-12-18');
const listed: ColdFact = {
  type: 'InstrumentListed',
  data: {
    instrumentId: CALL,
    ...terms,
    assetClass: 'OPTION',
    multiplier: 100,
    option: {
      underlyingId: AMZN,
      underlyingKind: 'STOCK',
      right: 'CALL',
      strike: 1n,
      expiresOn,
      style: 'AMERICAN',
      settlement: 'PHYSICAL',
    },
  },
};
const future: ColdFact = {
  type: 'InstrumentListed',
  data: {
    instrumentId: CALL,
    ...terms,
    assetClass: 'FUTURE',
    multiplier: 50,
    future: {
      root: 'ES',
      expiresOn,
      initialMargin: 1n,
      maintenanceMargin: 1n,
      settlement: 'CASH',
    },
  },
};
const named = (kind: 'EXERCISE' | 'EXPIRATION') =>
  ({ instrumentId: CALL, expirationId, kind, attempt: 1 }) as const;
const due = (kind: 'EXERCISE' | 'EXPIRATION'): ColdFact => ({
  type: 'ExpirationDue',
  data: {
    ...named(kind),
    tradeDate: expiresOn,
    settlementDate: expiresOn,
    exercises: [],
    instructions: [],
  },
});
const effective = (kind: 'EXERCISE' | 'EXPIRATION'): ColdFact => ({
  type: 'ExpirationEffective',
  data: named(kind),
});
const declined: ColdFact = {
  type: 'ExpirationDeferred',
  data: { ...named('EXPIRATION'), code: 'INSTRUMENT_TRADING' },
};
const apply = { type: 'ApplyExpiration', data: { instrumentId: CALL } } as const;

function known(...facts: readonly (readonly [Instant, ColdFact])[]): ListedSeries {
  const memory: ListedSeries = new Map();
  for (const [at, fact] of facts) {
    const take = LISTED_SERIES[fact.type] as
      | ((memory: ListedSeries, data: unknown, recorded: unknown) => void)
      | undefined;
    take?.(memory, fact.data, { ...recordedAs(fact), at });
  }
  return memory;
}

describe('an option', () => {
  const evening = on('2026-12-18', 17, 30);

  test('is ended at half past five on its last day, and then taken off the list', () => {
    const memory = known([0n, listed]);
    whenTime(evening - 1n, memory).thenSends();
    whenTime(evening, memory).thenSends(apply);
    whenTime(evening, known([0n, listed], [evening, due('EXPIRATION')])).thenSends();
    const ended = known(
      [0n, listed],
      [evening, due('EXPIRATION')],
      [evening, effective('EXPIRATION')],
    );
    whenTime(evening, ended).thenSends({
      type: 'DelistInstrument',
      data: { instrumentId: CALL, reason: 'expired' },
    });
    const gone = { type: 'InstrumentDelisted', data: { instrumentId: CALL, reason: '' } } as const;
    LISTED_SERIES.InstrumentDelisted?.(ended, gone.data, recordedAs(gone));
    whenTime(on('2026-12-21', 18), ended).thenSends();
  });

  test('that was declined is tried again at midnight, or when the shares are halted, under another name', () => {
    const facts = [
      [0n, listed],
      [evening, due('EXPIRATION')],
      [evening, declined],
    ] as const;
    whenTime(on('2026-12-18', 23), known(...facts)).thenSends();
    whenTime(on('2026-12-19', 0), known(...facts)).thenSends(apply);
    const halt = { instrumentId: AMZN, reason: 'OPERATIONAL' } as const;
    const halted = known(...facts, [evening, { type: 'InstrumentHalted', data: halt }]);
    whenTime(evening, halted).thenSends(apply);
    const nameOf = (memory: ListedSeries) => expirations.at?.(evening, memory)[0]?.name;
    expect(nameOf(halted)).not.toBe(nameOf(known([0n, listed])));
  });

  test('is exercised on the evening of the day on which somebody asked, once', () => {
    const data = { instrumentId: CALL, accountId: 'alice' as AccountId, contracts: 1n };
    const asked: ColdFact = { type: 'ExerciseRequested', data };
    const memory = known([0n, listed], [on('2026-12-01', 10), asked]);
    whenTime(on('2026-12-01', 17), memory).thenSends();
    whenTime(on('2026-12-01', 17, 30), memory).thenSends(apply);
    const late = known([0n, listed], [on('2026-12-01', 18), asked]);
    whenTime(on('2026-12-02', 17), late).thenSends();
    whenTime(on('2026-12-02', 17, 30), late).thenSends(apply);
    const done = known(
      [0n, listed],
      [on('2026-12-01', 10), asked],
      [0n, due('EXERCISE')],
      [0n, effective('EXERCISE')],
    );
    whenTime(on('2026-12-03', 18), done).thenSends();
  });
});

describe('a future', () => {
  const settle = (day: string) =>
    ({
      type: 'SettleFuture',
      data: { instrumentId: CALL, tradeDate: parseDate(day) },
    }) as const;

  test('is settled on the evening of each session day but the last, when it ends', () => {
    const memory = known([on('2026-12-01', 9), future]);
    whenTime(on('2026-12-01', 17), memory).thenSends();
    whenTime(on('2026-12-01', 17, 30), memory).thenSends(settle('2026-12-01'));
    whenTime(on('2026-12-06', 12), memory).thenSends(settle('2026-12-04'));
    whenTime(on('2026-12-18', 17, 30), memory).thenSends(apply);
  });

  test('is not settled for days before it was listed', () => {
    const memory = known([on('2026-12-01', 18), future]);
    whenTime(on('2026-12-02', 9), memory).thenSends();
  });
});
