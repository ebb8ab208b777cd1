import { expect, test } from 'vitest';
import { changePlaceText, parseChangePlace } from './change-place.ts';
import { BadCursorError } from './page.ts';

test.each([
  '0',
  '-1',
  '9223372036854775807',
  '17.0192f3a0-7c1e-7aaa-8bbb-0123456789ab',
  '17.alice/X.Y',
])('%s is read and written as it is', (text) => {
  expect(changePlaceText(parseChangePlace(text, /^[\w/.-]+$/))).toBe(text);
});

test.each([
  '',
  'x',
  '-2',
  '1.',
  '.a',
  '1e3',
  '1.a b',
  '9223372036854775808',
  ' 1',
  `1.${'k'.repeat(201)}`,
])('“%s” is no position of a subscription', (text) => {
  expect(() => parseChangePlace(text, /^[\w/.-]+$/)).toThrow(BadCursorError);
});
