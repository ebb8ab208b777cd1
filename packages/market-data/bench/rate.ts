import type { Run } from './subject.ts';

/** The median of the rounds behind the first, which compiles; of this process's own processor time. */
export async function rateOf(run: Run, rounds: number): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    globalThis.gc?.();
    const before = process.cpuUsage();
    const count = await run();
    const { user, system } = process.cpuUsage(before);
    if (round > 0) rates.push((count * 1e6) / (user + system));
  }
  const middle = rates.toSorted((a, b) => a - b)[rates.length >> 1]!;
  return Number(middle.toPrecision(3));
}
