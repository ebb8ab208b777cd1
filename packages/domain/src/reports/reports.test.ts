import { describe, test } from 'vitest';
import { specificationOf } from '../../test/decider-spec.ts';
import type { AccountId, CommandId } from '../kernel/ids.ts';
import { parseDate } from '../time/civil-date.ts';
import type { ReportFact } from './facts.ts';
import { reports, REPORTS_MAX, type ReportDecision } from './reports.ts';

const id = (n: number) => `0192f3a0-7c1e-7aaa-8bbb-${`${n}`.padStart(12, '0')}` as CommandId;
const terms = {
  accountId: 'alice' as AccountId,
  kind: 'STATEMENT' as const,
  from: parseDate('2026-10-01'),
  to: parseDate('2026-10-31'),
};
const request = (n: number): ReportDecision => ({
  type: 'RequestReport',
  commandId: id(n),
  data: terms,
});
const requested = (n: number): ReportFact => ({
  type: 'ReportRequested',
  data: { ...terms, reportId: id(n) },
});
const made = { inputsPosition: 77n, sha256: 'a'.repeat(64), bytes: 12 };
const record: ReportDecision = {
  type: 'RecordReport',
  commandId: id(9),
  data: { accountId: terms.accountId, reportId: id(1), ...made },
};
const generated: ReportFact = {
  type: 'ReportGenerated',
  data: { ...terms, reportId: id(1), ...made },
};
const { given } = specificationOf(reports);

describe('a report', () => {
  test('waits to be made', () => given().when(request(1)).thenRecords(requested(1)));
  test('is recorded with what it was asked for', () =>
    given(requested(1)).when(record).thenRecords(generated));
  test('is recorded once', () => given(requested(1), generated).when(record).thenNothing());
  test('that nobody asked for is not recorded', () => given().when(record).thenNothing());
  test('ends after it begins', () =>
    given()
      .when({ ...request(1), data: { ...terms, to: parseDate('2026-09-30') } } as ReportDecision)
      .thenRejects('INVALID_REPORT_TERMS'));
  test('waits among no more than there may be; one that is made makes room', () => {
    const all = Array.from({ length: REPORTS_MAX }, (_, n) => requested(n + 1));
    given(...all)
      .when(request(99))
      .thenRejects('TOO_MANY_REPORTS');
    given(...all, generated)
      .when(request(99))
      .thenRecords(requested(99));
  });
});
