import type { Logger } from '@bellwether/platform/log';
import { describe, expect, test, vi } from 'vitest';
import { Following, UnavailableError, type Look, type Looked } from './following.ts';

const HOUR_MS = 3_600_000;

function followingOf(look: Look<string>, lookEveryMs = HOUR_MS, giveUpMs = HOUR_MS) {
  let wake: () => void = () => undefined;
  const left = vi.fn<() => void>();
  const warn = vi.fn<() => void>();
  const following = new Following<string>({
    look,
    follow: (given) => {
      wake = given;
      return left;
    },
    lookEveryMs,
    giveUpMs,
    logger: { warn } as unknown as Logger,
  });
  return { following, left, warn, wake: () => wake() };
}

/** What each look finds, one after the other; then nothing. */
const finds = (...found: (readonly string[] | Error)[]): Look<string> => {
  return () => {
    const next = found.shift() ?? [];
    return next instanceof Error ? Promise.reject(next) : Promise.resolve({ events: next });
  };
};

describe('a subscription', () => {
  test('tells in order what it finds, looks again when it is woken, and waits meanwhile', async () => {
    const { following, wake } = followingOf(finds(['a', 'b'], ['c']));
    expect(await following.next()).toEqual({ value: 'a', done: false });
    expect(await following.next()).toEqual({ value: 'b', done: false });
    const third = following.next();
    wake();
    expect(await third).toEqual({ value: 'c', done: false });
  });

  test('looks once more where it is woken while it looks', async () => {
    let finish: (found: Looked<string>) => void = () => undefined;
    const looks: Look<string>[] = [
      () => new Promise((resolve) => (finish = resolve)),
      () => Promise.resolve({ events: ['later'] }),
    ];
    const { following, wake } = followingOf(() => (looks.shift() as Look<string>)());
    const next = following.next();
    await vi.waitFor(() => expect(looks).toHaveLength(1));
    wake();
    finish({ events: [] });
    expect(await next).toEqual({ value: 'later', done: false });
  });

  test('looks on at once where there is more', async () => {
    const pages = [
      { events: ['a'], more: true },
      { events: [], more: true },
      { events: ['b'], more: false },
    ];
    const { following } = followingOf(() => Promise.resolve(pages.shift() ?? { events: [] }));
    expect(await following.next()).toEqual({ value: 'a', done: false });
    expect(await following.next()).toEqual({ value: 'b', done: false });
  });

  test('looks by itself where no hint comes', async () => {
    const { following } = followingOf(finds([], ['a']), 1);
    expect(await following.next()).toEqual({ value: 'a', done: false });
  });

  test('looks again where the read models fail, and says so', async () => {
    const { following, warn } = followingOf(finds(new Error('down'), ['a']));
    expect(await following.next()).toEqual({ value: 'a', done: false });
    expect(warn).toHaveBeenCalledOnce();
  });

  test('ends where they fail for too long, and says so to its client', async () => {
    const { following, left } = followingOf(finds(new Error('down'), ['a']), HOUR_MS, -1);
    await expect(following.next()).rejects.toThrow(UnavailableError);
    expect(left).toHaveBeenCalledOnce();
  });

  test('ends with the error that its client has to know, and leaves', async () => {
    const stale = Object.assign(new Error('not yet'), { code: 'STALE' });
    const { following, left } = followingOf(finds(stale));
    await expect(following.next()).rejects.toThrow('not yet');
    expect(left).toHaveBeenCalledOnce();
    expect(await following.next()).toEqual({ value: undefined, done: true });
  });

  test('ends at once when its client leaves while it waits, and leaves once', async () => {
    const { following, left } = followingOf(finds());
    const next = following.next();
    await following.return();
    await following.return();
    expect(await next).toEqual({ value: undefined, done: true });
    expect(left).toHaveBeenCalledOnce();
  });
});
