import { FAULTS, type SimulationOptions } from './options.ts';
import type { SimulationResult } from './simulate.ts';

/**
 * Looks for a smaller run that still fails with the same code: without one kind of fault after the other, and with
 * fewer commands. @param attempts runs to try at most.
 */
export async function shrink(
  failing: SimulationOptions,
  code: string,
  run: (options: SimulationOptions) => Promise<SimulationResult>,
  attempts = 60,
): Promise<SimulationOptions> {
  let smallest = failing;
  let left = attempts;
  const stillFails = async (options: SimulationOptions): Promise<boolean> => {
    left -= 1;
    return (await run(options)).violation?.code === code;
  };
  const tryIt = async (options: SimulationOptions): Promise<boolean> => {
    if (left <= 0 || !(await stillFails(options))) return false;
    smallest = options;
    return true;
  };
  for (const fault of FAULTS) if (smallest[fault] > 0) await tryIt({ ...smallest, [fault]: 0 });
  for (const fault of ['crashes', 'pauses', 'storeOutages'] as const)
    while (smallest[fault] > 1 && (await tryIt({ ...smallest, [fault]: smallest[fault] - 1 })));
  for (let cut = Math.floor(smallest.commands / 2); cut >= 1; cut = Math.floor(cut / 2))
    while (
      smallest.commands > cut &&
      (await tryIt({ ...smallest, commands: smallest.commands - cut }))
    );
  return smallest;
}
