import { expect, test } from 'vitest';
import { concerns, servingSubject } from './announcement.ts';

test.each([
  [0, 'cmd.trading.submit.0.bots', true],
  [1, 'cmd.trading.submit.0.bots', false],
  [10, 'cmd.trading.submit.1.bots', false],
  [1, 'cmd.account.submit.alice.bots', true],
  [1, 'cmd.session.submit.2026-11-27.ops', true],
])('that partition %i is served concerns %s: %s', (partition, subject, does) => {
  expect(concerns(servingSubject(partition), subject)).toBe(does);
});
