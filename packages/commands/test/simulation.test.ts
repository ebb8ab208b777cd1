import { firstSeed, rounds } from '@bellwether/testkit';
import { describe, expect, test } from 'vitest';
import { optionsOf } from './simulation/options.ts';
import { PLANTED_BUGS } from './simulation/planted-bugs.ts';
import { shrink } from './simulation/shrink.ts';
import { simulate, type SimulationResult } from './simulation/simulate.ts';

/** Runs: a share, from another seed each day, and many in `npm run test:soak`. */
const RUNS = rounds(80, 4_000);
/** How many seeds a planted bug may take to be found. */
const SEEDS = 200;

describe('the write side on simulated machines', () => {
  const first = firstSeed();
  test(
    `holds every invariant in ${RUNS} runs from SEED=${first}`,
    { timeout: rounds(300_000, 3_000_000) },
    async () => {
      for (let seed = first; seed < first + RUNS; seed++) {
        const { violation } = await simulate(optionsOf(seed));
        expect(violation, `pnpm sim --seed ${seed}`).toBeUndefined();
      }
    },
  );

  test('a seed says everything: the same one runs the same way', { timeout: 60_000 }, async () => {
    for (const seed of [3, 4, 5])
      expect(await simulate(optionsOf(seed))).toEqual(await simulate(optionsOf(seed)));
  });
});

describe('the simulation finds', () => {
  test.each(PLANTED_BUGS)('$name', { timeout: 120_000 }, async (bug) => {
    const unplant = bug.plant();
    try {
      const run = (options = optionsOf(1)): Promise<SimulationResult> =>
        simulate(options, bug.wrapStore);
      let seed = 1;
      let found = await run(optionsOf(seed));
      while (found.ok && seed < SEEDS) found = await run(optionsOf(++seed));
      expect(found.violation).toBeDefined();
      const smallest = await shrink(optionsOf(seed), found.violation?.code ?? '', run, 20);
      expect((await run(smallest)).violation?.code).toBe(found.violation?.code);
      expect(smallest.commands).toBeLessThanOrEqual(optionsOf(seed).commands);
    } finally {
      unplant();
    }
  });
});
