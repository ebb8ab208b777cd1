import type { Logger } from '@bellwether/platform/log';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SharedLook, type SharedLookOptions } from './shared-look.ts';
import { Wakes } from './wakes.ts';

const HOUR_MS = 3_600_000;
const progress = vi.fn<SharedLookOptions['progress']>();
const movedSince = vi.fn<SharedLookOptions['movedSince']>();
const warn = vi.fn<() => void>();
let wakes: Wakes;
let shared: SharedLook;
let woken: string[];

beforeEach(() => {
  vi.resetAllMocks();
  wakes = new Wakes();
  woken = [];
  const logger = { warn } as unknown as Logger;
  shared = new SharedLook({ progress, movedSince, wakes, logger, everyMs: HOUR_MS });
  movedSince.mockResolvedValue({ accounts: [], instruments: [] });
});

afterEach(() => shared.stop());

function follow(): void {
  wakes.follow({ accountId: 'alice' }, 'user', () => woken.push('alice'));
  wakes.follow({ accountId: 'bob' }, 'user', () => woken.push('bob'));
  wakes.follow({ instrumentId: 'X' }, 'user', () => woken.push('X'));
}

/** Has looked once, at position 5. */
async function begun(): Promise<void> {
  follow();
  progress.mockResolvedValue({ position: 5n, basis: 'a' });
  await shared.look();
  woken.length = 0;
}

describe('the look for all followers', () => {
  test('asks nothing while there are none', async () => {
    await shared.look();
    expect(progress).not.toHaveBeenCalled();
  });

  test('wakes all at the first look, and nobody while nothing moves', async () => {
    follow();
    progress.mockResolvedValue({ position: 5n, basis: 'a' });
    await shared.look();
    expect(woken).toEqual(['alice', 'bob', 'X']);
    await shared.look();
    expect(woken).toHaveLength(3);
    expect(movedSince).not.toHaveBeenCalled();
  });

  test('wakes those whose rows have moved since the look before, and no others', async () => {
    await begun();
    progress.mockResolvedValue({ position: 9n, basis: 'a' });
    movedSince.mockResolvedValue({ accounts: ['bob'], instruments: ['X'] });
    await shared.look();
    expect(movedSince).toHaveBeenCalledWith(5n, { accounts: ['alice', 'bob'], instruments: ['X'] });
    expect(woken).toEqual(['bob', 'X']);
  });

  test('wakes all where another build is in force, keys were freed, or a new day has begun', async () => {
    await begun();
    progress.mockResolvedValue({ position: 5n, basis: 'b' });
    await shared.look();
    expect(woken).toEqual(['alice', 'bob', 'X']);
  });

  test('that fails is made again from where it was', async () => {
    await begun();
    progress.mockResolvedValue({ position: 9n, basis: 'a' });
    movedSince.mockRejectedValueOnce(new Error('down'));
    await shared.look();
    expect(warn).toHaveBeenCalledOnce();
    await shared.look();
    expect(movedSince.mock.calls.map(([position]) => position)).toEqual([5n, 5n]);
  });
});
