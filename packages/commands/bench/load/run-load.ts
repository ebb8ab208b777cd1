import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadPlan, LoadResult } from './plan.ts';

let runs = 0;

/** Runs a load in a process of its own. The seed is its own, too. */
export async function runLoad(plan: Omit<LoadPlan, 'seed'>): Promise<LoadResult> {
  runs += 1;
  const child = fork(fileURLToPath(new URL('./load-child.ts', import.meta.url)), {
    execArgv: ['--max-semi-space-size=64'],
  });
  child.send({ ...plan, seed: runs } satisfies LoadPlan);
  const ended = once(child, 'exit');
  const [result] = (await Promise.race([
    once(child, 'message'),
    ended.then(() => {
      throw new Error('the load generator ended without a result');
    }),
  ])) as [LoadResult];
  await ended;
  const { outcomes } = result;
  if (outcomes['invalid'] !== undefined || outcomes['conflict'] !== undefined)
    throw new Error(`the load was not what it should be: ${JSON.stringify(outcomes)}`);
  return result;
}
