import { describe, expect, test } from 'vitest';
import { PositionWaiters } from './position-waiters.ts';

/** A position that is told when the test says so. */
function position() {
  const questions: PromiseWithResolvers<bigint>[] = [];
  const waiters = new PositionWaiters(() => {
    const question = Promise.withResolvers<bigint>();
    questions.push(question);
    return question.promise;
  });
  const asked = async (count: number): Promise<PromiseWithResolvers<bigint>> => {
    while (questions.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
    return questions[count - 1]!;
  };
  return { waiters, questions, asked };
}

describe('those who wait for a position', () => {
  test('share one question', async () => {
    const { waiters, questions } = position();
    const all = [3n, 1n, 2n].map((place) => waiters.reached(place, 60_000));
    expect(questions).toHaveLength(1);
    questions[0]?.resolve(3n);
    expect(await Promise.all(all)).toEqual([true, true, true]);
    expect(questions).toHaveLength(1);
  });

  test('are told one by one, as it grows', async () => {
    const { waiters, asked } = position();
    const [near, far] = [waiters.reached(1n, 60_000), waiters.reached(2n, 60_000)];
    (await asked(1)).resolve(1n);
    expect(await near).toBe(true);
    (await asked(2)).resolve(2n);
    expect(await far).toBe(true);
  });

  test('are told no when their time is up, and nothing is asked for them any more', async () => {
    const { waiters, questions, asked } = position();
    expect(await waiters.reached(1n, 0)).toBe(false);
    questions[0]?.resolve(0n);
    const later = waiters.reached(1n, 60_000);
    (await asked(2)).resolve(1n);
    expect(await later).toBe(true);
    expect(questions).toHaveLength(2);
  });

  test('are told when the position cannot be read; the next question is a new one', async () => {
    const { waiters, asked } = position();
    const [one, two] = [waiters.reached(1n, 60_000), waiters.reached(2n, 60_000)];
    (await asked(1)).reject(new Error('gone'));
    await expect(one).rejects.toThrow('gone');
    await expect(two).rejects.toThrow('gone');
    const next = waiters.reached(1n, 60_000);
    (await asked(2)).resolve(1n);
    expect(await next).toBe(true);
  });

  test('are ten thousand at most', async () => {
    const { waiters, asked } = position();
    const all = Array.from({ length: 10_000 }, () => waiters.reached(1n, 60_000));
    expect(await waiters.reached(1n, 60_000)).toBe(false);
    (await asked(1)).resolve(1n);
    expect(new Set(await Promise.all(all))).toEqual(new Set([true]));
  });
});
