import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Breakers } from './breakers.ts';

test('a destination that stays silent is left alone for a while, others are not', async () => {
  const breakers = new Breakers();
  let asked = 0;
  const silent = async (): Promise<'TIMEOUT'> => {
    asked += 1;
    return 'TIMEOUT';
  };
  for (let i = 0; i < 8; i++) expect(await breakers.send('a', silent)).toBe('TIMEOUT');
  expect(await breakers.send('a', silent)).toBe('UNAVAILABLE');
  expect(asked).toBe(8);
  expect(await breakers.send('b', async () => [])).toEqual([]);
  await pause(300);
  expect(await breakers.send('a', async () => [])).toEqual([]);
  expect(await breakers.send('a', silent)).toBe('TIMEOUT');
});
