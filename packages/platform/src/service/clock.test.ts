import { expect, test, vi } from 'vitest';
import { systemClock } from './clock.ts';

test('time never goes back, not even when the system’s clock is stepped', () => {
  const clock = systemClock();
  const before = clock();
  expect(before / 1_000_000_000n).toBeGreaterThan(1_700_000_000n);
  vi.useFakeTimers({ now: 0, toFake: ['Date'] });
  const after = clock();
  vi.useRealTimers();
  expect(after).toBeGreaterThan(before);
});
