import type { Accepted, Outcome, Rejected } from '@bellwether/domain';
import { expect, test } from 'vitest';
import { isDone, outcomeText } from './outcome-text.ts';

const id = '0192f3a0-7c1e-7aaa-8bbb-000000000001';
const accepted: Accepted = { status: 'accepted', id, position: '12' };
const rejected: Rejected = { status: 'rejected', id, code: 'UNKNOWN_ACCOUNT', message: 'none' };

test.each<[string, Outcome, boolean, string]>([
  ['accepted', accepted, true, `accepted: ${id} at position 12`],
  [
    'accepted with an order',
    { ...accepted, order: { orderId: id, executed: '3', leaves: '4' } },
    true,
    `accepted: ${id} at position 12, 3 executed, 4 left`,
  ],
  ['rejected', rejected, false, `rejected, UNKNOWN_ACCOUNT: none (${id})`],
  [
    'a duplicate of what was accepted',
    { status: 'duplicate', id, original: accepted },
    true,
    `accepted before, nothing was done now: ${id} at position 12`,
  ],
  [
    'a duplicate of what was rejected',
    { status: 'duplicate', id, original: rejected },
    false,
    `duplicate, UNKNOWN_ACCOUNT: none (${id})`,
  ],
  [
    'unknown, of no known id',
    { status: 'unknown', code: 'TIMEOUT', message: 'late' },
    false,
    'unknown, TIMEOUT: late',
  ],
])('%s', (_what, outcome, done, text) => {
  expect([isDone(outcome), outcomeText(outcome)]).toEqual([done, text]);
});
