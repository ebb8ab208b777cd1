import { expect, test } from 'vitest';
import { countCores } from './pin.ts';

test.each([
  ['0', 1],
  ['0-3', 4],
  ['0-1,4,6-7', 5],
  ['', 0],
])('a list of cores "%s" has %i', (list, count) => expect(countCores(list)).toBe(count));
