import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadPlan, LoadResult } from './plan.ts';

let runs = 0;

/** Runs a load in a process of its own. `run` and `seed` are its own, too: no two runs share ids. */
export async function runLoad(plan: Omit<LoadPlan, 'run' | 'seed'>): Promise<LoadResult> {
  runs += 1;
  const child = fork(fileURLToPath(new URL('./load-child.ts', import.meta.url)), {
    execArgv: ['--max-semi-space-size=64'],
  });
  const run = `b${runs.toString(16).padStart(11, '0')}`;
  child.send({ ...plan, run, seed: runs } satisfies LoadPlan);
  const ended = once(child, 'exit');
  const [result] = (await Promise.race([
    once(child, 'message'),
    ended.then(() => {
      throw new Error('the load generator ended without a result');
    }),
  ])) as [LoadResult];
  await ended;
  return result;
}
