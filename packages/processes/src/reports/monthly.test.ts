import { formatDate, instantOf, parseDate, wall, type AccountId } from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import { monthlyStatements } from './monthly.ts';

const account = (accountId: string, openedOn: string) => ({
  accountId: accountId as AccountId,
  openedOn: parseDate(openedOn),
});
const ACCOUNTS = [account('old', '2025-01-01'), account('new', '2026-12-01')];

describe('the calendar asks for statements', () => {
  test.each([
    ['while the month lasts, of the one before', '2026-11-30', 23, '2026-10-01', '2026-10-31'],
    ['from the midnight of New York on', '2026-12-01', 0, '2026-11-01', '2026-11-30'],
    ['in January of December', '2027-01-15', 12, '2026-12-01', '2026-12-31'],
  ])('%s', (_what, day, hour, from, to) => {
    const [first] = monthlyStatements(instantOf(parseDate(day), wall(hour)), ACCOUNTS);
    expect([first!.from, first!.to].map(formatDate)).toEqual([from, to]);
    expect(first).toMatchObject({ accountId: 'old', kind: 'STATEMENT' });
  });

  test('of accounts that were open in the month', () => {
    const due = monthlyStatements(instantOf(parseDate('2026-12-02'), wall(9)), ACCOUNTS);
    expect(due.map(({ accountId }) => accountId)).toEqual(['old']);
  });
});
