import { expect, test } from 'vitest';
import { RareLog } from './rare-log.ts';

test('what comes all the time is one line a second, with how many there were', () => {
  let now = 0;
  const lines: unknown[] = [];
  const log = new RareLog(
    { warn: (fields: unknown, message: unknown) => lines.push([fields, message]) } as never,
    'refused',
    () => now,
  );
  for (now = 0; now < 2_500; now += 10) log.note({ from: 'x' });
  expect(lines).toEqual([
    [{ from: 'x', count: 1 }, 'refused'],
    [{ from: 'x', count: 100 }, 'refused'],
    [{ from: 'x', count: 100 }, 'refused'],
  ]);
});
