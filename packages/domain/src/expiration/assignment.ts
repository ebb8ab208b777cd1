import type { Quantity } from '../kernel/fixed-point.ts';
import { min } from '../kernel/rounding.ts';

/** Contracts of one participant, above zero. */
export interface Share {
  readonly participant: string;
  readonly contracts: Quantity;
}

/** One participant's exercise that is another one's assignment. */
export interface Assignment {
  readonly holder: string;
  readonly writer: string;
  readonly contracts: Quantity;
}

const WORD = 64;

/**
 * Place of a participant among those who are short: an order that the seed decides and that nobody can foresee. FNV-1a over
 * the text, with the last steps of splitmix64, so that names alike do not stand together.
 */
export function lotIn(seed: string, participant: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(`${seed}/${participant}`))
    hash = BigInt.asUintN(WORD, (hash ^ BigInt(byte)) * 0x100000001b3n);
  hash = BigInt.asUintN(WORD, (hash ^ (hash >> 30n)) * 0xbf58476d1ce4e5b9n);
  hash = BigInt.asUintN(WORD, (hash ^ (hash >> 27n)) * 0x94d049bb133111ebn);
  return hash ^ (hash >> 31n);
}

/**
 * Assigns what is exercised to those who are short, by lot and each in full before the next (an automated random selection,
 * FINRA Rule 2360(b)(23)(C)): as many contracts are assigned as are exercised, to the last one.
 * @param exercised in the order in which they are served. @param short together at least as many contracts.
 * @param seed the same seed draws the same lots.
 */
export function assign(
  exercised: readonly Share[],
  short: readonly Share[],
  seed: string,
): readonly Assignment[] {
  const lots = short.map((share) => ({ ...share, lot: lotIn(seed, share.participant) }));
  const drawn = lots.toSorted((a, b) => (a.lot < b.lot ? -1 : 1));
  const assignments: Assignment[] = [];
  let [next, left] = [0, drawn[0]?.contracts ?? 0n];
  for (const { participant: holder, contracts } of exercised) {
    let wanted = contracts;
    while (wanted > 0n) {
      const writer = drawn[next];
      if (writer === undefined) throw new RangeError('more is exercised than is short');
      const taken = min(wanted, left);
      assignments.push({ holder, writer: writer.participant, contracts: taken });
      wanted -= taken;
      left -= taken;
      if (left === 0n) left = drawn[(next += 1)]?.contracts ?? 0n;
    }
  }
  return assignments;
}
