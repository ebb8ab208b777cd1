import { describe, expect, test } from 'vitest';
import { parseDate } from '../time/civil-date.ts';
import { RULEBOOK } from './index.ts';

describe('the rulebook', () => {
  test('names each rule once', () => {
    const ids = RULEBOOK.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(20);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(RULEBOOK)('$id: in force in November 2026, each entry with its source', (rule) => {
    expect(rule.on(parseDate('2026-11-20')).from).toBeLessThanOrEqual(parseDate('2026-11-20'));
    for (const { source } of rule.entries) expect(source.length).toBeGreaterThan(2);
  });
});
