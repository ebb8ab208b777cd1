import { expect, test } from 'vitest';
import { answerText } from './answer-text.ts';

test('a row is a field in each line, without what is absent', () => {
  expect(answerText({ accountId: 'a', cash: '10', marketDay: null })).toBe(
    'accountId  a\ncash       10',
  );
});

test('a page has an empty line between rows, and says how to ask for the next one', () => {
  expect(answerText({ rows: [{ a: '1' }, { a: '2' }], next: '5.x', realised: '7' })).toBe(
    'a  1\n\na  2\n\nrealised  7\n\nmore rows: --field cursor=5.x',
  );
});

test('the last page says nothing of another one', () => {
  expect(answerText({ rows: [{ a: '1' }] })).toBe('a  1');
});

test('records inside are JSON', () => {
  expect(answerText({ bids: [{ price: '1' }] })).toBe('bids  [{"price":"1"}]');
});

test('nothing is said to be nothing', () => {
  expect([answerText(null), answerText({ rows: [] })]).toEqual([
    'nothing there, or nothing to be seen by cli',
    'no rows',
  ]);
});
