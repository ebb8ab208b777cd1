import { describe, expect, test } from 'vitest';
import { Lanes } from './lanes.ts';

/** Work that ends when it is told to, done or not. */
function work() {
  const ended = Promise.withResolvers<boolean>();
  let begun = false;
  return {
    run: () => {
      begun = true;
      return ended.promise;
    },
    end: (isDone = true) => ended.resolve(isDone),
    get begun() {
      return begun;
    },
  };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('lanes', () => {
  test('do what has one key in order, and what has others at the same time', async () => {
    const lanes = new Lanes(-1n);
    const [first, second, other] = [work(), work(), work()];
    lanes.add('a', first.run);
    lanes.add('a', second.run);
    lanes.add('b', other.run);
    await turn();
    expect([first.begun, second.begun, other.begun]).toEqual([true, false, true]);
    first.end();
    await turn();
    expect(second.begun).toBe(true);
    second.end();
    other.end();
    await lanes.done();
    expect(lanes.open).toBe(0);
  });

  test('are where everything before is done: at a position that the log has told', async () => {
    const lanes = new Lanes(5n);
    const [slow, quick] = [work(), work()];
    lanes.add('a', slow.run);
    lanes.considered(10n);
    lanes.add('b', quick.run);
    lanes.considered(20n);
    quick.end();
    await turn();
    expect(lanes.position).toBe(5n);
    slow.end();
    await lanes.done();
    expect(lanes.position).toBe(20n);
  });

  test('take no more than they can hold', async () => {
    const lanes = new Lanes(-1n);
    const all = Array.from({ length: 1_000 }, work);
    for (const [n, one] of all.entries()) lanes.add(`${n}`, one.run);
    let isRoom = false;
    const room = lanes.room().then(() => (isRoom = true));
    await turn();
    expect(isRoom).toBe(false);
    all[500]?.end();
    await room;
    expect(isRoom).toBe(true);
  });

  test('do not pass what was left undone at the end, and take nothing more', async () => {
    const lanes = new Lanes(5n);
    const [undone, ...others] = Array.from({ length: 1_000 }, work);
    lanes.add('undone', undone!.run);
    lanes.considered(10n);
    for (const [n, one] of others.entries()) lanes.add(`${n}`, one.run);
    const room = lanes.room();
    undone!.end(false);
    for (const one of others) one.end();
    await room;
    await lanes.done();
    expect([lanes.position, lanes.open]).toEqual([5n, 1]);
  });
});
