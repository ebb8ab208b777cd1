/** Whether long loops run in full: `npm run test:soak`. */
const IS_SOAK = process.env['SOAK'] === '1';

/** How often a loop runs: in `npm test`, and in `npm run test:soak`. */
export function rounds(quick: number, full: number): number {
  return IS_SOAK ? full : quick;
}

/** Where a loop with seeds begins: a number of the day, so that each day's run sees others; `SEED` repeats one. */
export function firstSeed(): number {
  return Number(process.env['SEED'] ?? Math.floor(Date.now() / 86_400_000) * 10_000);
}
