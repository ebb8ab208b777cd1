import { describe, expect, test } from 'vitest';
import type { Profile } from './fuzz/generator.ts';
import { fuzz } from './fuzz/run.ts';

/** Commands over all profiles: a share, from another seed each day, and all of them in `npm run test:soak`. */
const COMMANDS = process.env['SOAK'] === '1' ? 10_500_000 : 420_000;
const SEED = Number(process.env['SEED'] ?? Math.floor(Date.now() / 86_400_000));

const ordinary = { roundLot: 3, priceIncrement: 1, administration: 6, special: 30 };
const profiles: readonly Profile[] = [
  { ...ordinary, name: 'one crowded price range', middle: 100, spread: 6 },
  { ...ordinary, name: 'everything special', middle: 100, spread: 8, special: 85 },
  { ...ordinary, name: 'far beyond the window', middle: 1_000_000, spread: 3_000 },
  { ...ordinary, name: 'lowest prices', middle: 40, spread: 39, roundLot: 1 },
  { ...ordinary, name: 'highest prices', middle: 2_147_483_000, spread: 600 },
  { ...ordinary, name: 'ticks of five', middle: 500, spread: 10, priceIncrement: 5 },
  { ...ordinary, name: 'auctions and halts', middle: 100, spread: 10, administration: 60 },
];

/** After every command: equal events, equal orders in equal order, and every invariant of the engine's memory. */
describe('the book does what the reference book does', () => {
  test.each(profiles)('$name', { timeout: 600_000 }, (profile) => {
    const count = Math.ceil(COMMANDS / profiles.length);
    const { commands, events } = fuzz(SEED, profile, count);
    console.info(
      `${profile.name}: ${commands} commands equal, seed ${SEED}`,
      JSON.stringify(events),
    );
    const kinds = ['TRADE', 'RESTED', 'CANCELLED', 'REPLACED', 'TRIGGERED', 'REFRESHED'];
    const seldom = ['DECREMENTED', 'UNCROSSED', 'INDICATIVE', 'REJECTED', 'PHASE_CHANGED'];
    for (const kind of [...kinds, ...seldom]) expect(events[kind], kind).toBeGreaterThan(0);
  });
});
