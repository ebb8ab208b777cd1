import { expect, test } from 'vitest';
import { changePlaceText, parseChangePlace } from './change-place.ts';
import { BadCursorError } from './page.ts';

test.each([
  'orders@2/0:0',
  'trades@3.3/17:-1',
  'orders@2/0:9223372036854775807',
  'orders@2/0:17:0192f3a0-7c1e-7aaa-8bbb-0123456789ab',
  'market_sessions@1/0:17:alice/X.Y',
  'orders@2/0:17:5:alice/X.Y',
])('%s is read and written as it is', (text) => {
  expect(changePlaceText(parseChangePlace(text, /^[\w/.-]+$/))).toBe(text);
});

test.each([
  '',
  'x',
  '17',
  'orders@2/0',
  'orders@2/0:',
  'orders@2/0:-2',
  'orders@2/0:1:',
  'orders@2/0:1e3',
  'orders@2/0:1:a b',
  'orders@2/0:1:2:',
  'orders@2/0:1:b:a',
  'orders@2/0:1:2:a:b',
  'orders@2/0:9223372036854775808',
  ' orders@2/0:1',
  'orders/0:1',
  'orders@2:1',
  `orders@2/0:1:${'k'.repeat(201)}`,
])('“%s” is no position of a subscription', (text) => {
  expect(() => parseChangePlace(text, /^[\w/.-]+$/)).toThrow(BadCursorError);
});
