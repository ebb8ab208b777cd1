import { GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { addressKey, RateLimit } from './rate-limit.ts';

function limited(rate: { perSecond: number; burst: number }) {
  const clock = { now: 0 };
  const limit = new RateLimit(rate, () => clock.now);
  /** Seconds to wait; 0 where it is let through. */
  const wait = (key: string, count?: number): unknown => {
    try {
      limit.take(key, count);
      return 0;
    } catch (error) {
      const { extensions } = error as GraphQLError;
      expect(extensions).toMatchObject({ code: 'RATE_LIMITED', status: 429 });
      return extensions['retryAfter'];
    }
  };
  return { clock, limit, wait };
}

describe('a rate', () => {
  test('lets a burst through, then as much as time brings back', () => {
    const { clock, wait } = limited({ perSecond: 2, burst: 3 });
    expect(['a', 'a', 'a', 'a'].map((key) => wait(key))).toEqual([0, 0, 0, 1]);
    clock.now = 500;
    expect([wait('a'), wait('a')]).toEqual([0, 1]);
    clock.now = 1e9;
    expect(['a', 'a', 'a', 'a'].map((key) => wait(key))).toEqual([0, 0, 0, 1]);
  });

  test('is of each key by itself', () => {
    const { wait } = limited({ perSecond: 1, burst: 1 });
    expect([wait('a'), wait('b'), wait('a')]).toEqual([0, 0, 1]);
  });

  test('counts what something costs; who is refused has paid nothing', () => {
    const { wait } = limited({ perSecond: 10, burst: 100 });
    expect([wait('a', 60), wait('a', 60), wait('a', 40), wait('a', 25)]).toEqual([0, 2, 0, 3]);
    expect(wait('b', 1_000)).toBe(0);
    expect(wait('b', 1)).toBe(1);
  });

  test('remembers a bounded number of keys, those used last', () => {
    const { limit, wait } = limited({ perSecond: 1, burst: 1 });
    for (let index = 0; index < 10_000; index++) wait(`${index}`);
    expect(wait('0')).toBe(1);
    wait('another');
    expect(limit.size).toBe(10_000);
    expect(wait('0')).toBe(1);
    // Forgotten, as it was quiet for longest.
    expect(wait('1')).toBe(0);
  });
});

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:0db8:0001:0002::9', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::', 'fe80:0:0:0'],
])('the address %s is counted under %s', (address, key) => expect(addressKey(address)).toBe(key));
