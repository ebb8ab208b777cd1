import type { Random } from './random.ts';

/** A UUIDv7 made of simulated time and chance. @param atMs ms since 1970 UTC. */
export function simulatedId(random: Random, atMs: number): string {
  const time = Math.floor(atMs).toString(16).padStart(12, '0');
  const hex = (digits: number): string =>
    Math.floor(random.next() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-8${hex(3)}-${hex(6)}${hex(6)}`;
}
