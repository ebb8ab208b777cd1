import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadPlan, LoadResult, Percentiles } from './plan.ts';

/** A load, and what the machine did to an idle process beside it. */
export type MeasuredLoad = LoadResult & { readonly hiccupMs: Percentiles };

let runs = 0;

/** Runs a load in a process of its own, with a control process beside it. The seed is its own, too. */
export async function runLoad(plan: Omit<LoadPlan, 'seed'>): Promise<MeasuredLoad> {
  runs += 1;
  const control = forkBeside('./hiccup-child.ts');
  const generator = forkBeside('./load-child.ts');
  generator.send({ ...plan, seed: runs } satisfies LoadPlan);
  const result = await answerOf<LoadResult>(generator);
  control.send('end');
  const hiccupMs = await answerOf<Percentiles>(control);
  const { outcomes } = result;
  if (outcomes['invalid'] !== undefined || outcomes['conflict'] !== undefined)
    throw new Error(`the load was not what it should be: ${JSON.stringify(outcomes)}`);
  return { ...result, hiccupMs };
}

function forkBeside(file: string): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ['--max-semi-space-size=64'],
  });
}

async function answerOf<T>(child: ChildProcess): Promise<T> {
  const ended = once(child, 'exit');
  const [answer] = (await Promise.race([
    once(child, 'message'),
    ended.then(() => {
      throw new Error('a process of the load ended without a result');
    }),
  ])) as [T];
  await ended;
  return answer;
}
